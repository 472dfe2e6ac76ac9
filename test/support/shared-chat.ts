// One browser and one cluster for all files of the browser tests, which run one after another in one process.

import type { Browser } from 'playwright-core'
import { launchChromium } from './chat-page.js'
import { type Cluster, startCluster } from './start-cluster.js'

// So small that what is too large is written quickly.
const FILES = { FILE_MAX_MIB: '1', FILE_MIB_PER_HOUR: '1000' }

let shared: Promise<[Browser, Cluster]> | undefined

/**
 * Both end with the test process. Whoever stops a worker, looks at the lobby as if nobody else wrote there, or needs
 * settings of its own starts another cluster.
 */
export async function sharedChat(): Promise<{ browser: Browser; cluster: Cluster }> {
  shared ??= Promise.all([launchChromium(), startCluster({ env: FILES })])
  const [browser, cluster] = await shared
  return { browser, cluster }
}

/** Closes all pages of the shared browser: what a file has opened ends with it. */
export async function closePages(): Promise<void> {
  const { browser } = await sharedChat()
  await Promise.all(browser.contexts().map(context => context.close()))
}
