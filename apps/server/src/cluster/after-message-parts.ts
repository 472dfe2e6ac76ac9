// Joins what follows a message that is in the log: notifications on devices, and previews of links.

import { setTimeout as delay } from 'node:timers/promises'
import { createAfterMessage } from '../chat/after-message.js'
import { createLinkPreviews } from '../chat/link-previews.js'
import type { Config } from '../config.js'
import { createLinkedPages } from '../links/linked-pages.js'
import type { Log } from '../log.js'
import type { Metrics } from '../metrics.js'
import type { Stores } from '../redis/open-stores.js'
import type { Sessions } from '../socket/session-sweep.js'
import { startPushParts } from './push-parts.js'

/** A worker that ends waits no longer than this for push services and for what links lead to. */
const LAST_WORDS_MS = 2_000

export function startAfterMessageParts(options: {
  config: Pick<Config, 'pushServices' | 'publicUrl' | 'allowedOrigins' | 'linkPreviews'>
  stores: Stores
  over: Sessions['over']
  metrics: Metrics
  logger: Log
  /** Milliseconds on a clock that only goes forward. */
  now: () => number
}) {
  const { config, stores, metrics, logger, now } = options
  const push = startPushParts(options)
  const ownOrigins = [...config.allowedOrigins, ...(config.publicUrl === null ? [] : [config.publicUrl])]
  const pages = createLinkedPages(config.linkPreviews, ownOrigins, now)
  const previews = createLinkPreviews({
    pages,
    changes: stores.changes,
    counted: metrics.previewed,
    failed: error => logger.debug({ reason: reasonOf(error) }, 'no preview of a link'),
  })

  return {
    pushRules: push.rules,
    after: createAfterMessage(push.absent, previews),
    async stop() {
      const lastWords = Promise.all([push.finish(), previews.done()])
      await Promise.race([lastWords, delay(LAST_WORDS_MS, null, { ref: false })])
      await pages.close()
    },
  }
}

/** Of what failed on the way it is the cause that tells. */
function reasonOf(error: unknown): string {
  return error instanceof Error && error.cause !== undefined ? `${error}: ${error.cause}` : String(error)
}
