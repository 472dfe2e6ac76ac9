// @ts-check
import { readFileSync } from 'node:fs'
import { fingerprint, unlessDone } from './fingerprint.mjs'
import { root, run } from './run.mjs'
import { say } from './say.mjs'

/** Runs `npm ci` when node_modules is missing or does not belong to the package files as they are now. */
export async function installDependencies() {
  /** @type {{ workspaces: string[] }} */
  const { workspaces } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'))
  const packageFiles = ['package.json', ...workspaces.map(workspace => `${workspace}/package.json`)]
  // Some packages bring programs for one platform only.
  const wanted = `${fingerprint(['package-lock.json', '.npmrc', ...packageFiles])} ${process.platform} ${process.arch}`
  const stamp = 'node_modules/.installed-from'

  await unlessDone({ stamp, wanted, product: stamp }, async () => {
    say('installing dependencies (npm ci)')
    // What builds the chat is needed with NODE_ENV=production too.
    const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
    await run('npm', args, { quiet: true })
  })
}
