// @ts-check
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root, run } from './run.mjs'
import { say } from './say.mjs'

/**
 * @typedef {object} TestTool
 * @property {string} setting the environment variable that tells the tests where it is
 * @property {string} name of the npm package
 * @property {string} version
 * @property {string} path what the tests need of it, below node_modules
 */

/**
 * npm packages that single tests run against. They are no dependencies of ours: each would bring tens of MiB into every
 * installation, and PM2's licence (AGPL) is not for a product of ours to depend on.
 *
 * @type {Record<'pm2' | 'kubernetesModels', TestTool>}
 */
export const TOOLS = {
  pm2: { setting: 'HUBBUB_PM2', name: 'pm2', version: '7.0.4', path: 'pm2/bin/pm2' },
  kubernetesModels: {
    setting: 'HUBBUB_KUBERNETES_MODELS',
    name: 'kubernetes-models',
    version: '5.1.0',
    path: 'kubernetes-models',
  },
}

/** Fetches what is missing to `.cache` and tells the tests where it is. @param {readonly TestTool[]} tools */
export async function provideTestTools(tools) {
  for (const { setting, name, version, path } of tools) {
    if (process.env[setting]) continue
    const directory = join(root, '.cache', `${name}-${version}`)
    const product = join(directory, 'node_modules', path)
    if (!existsSync(product)) {
      say(`fetching ${name} ${version} for the tests (npm package)`)
      const args = [
        'install',
        '--prefix',
        directory,
        '--no-save',
        '--no-package-lock',
        '--no-audit',
        '--no-fund',
      ]
      await run('npm', [...args, '--ignore-scripts', '--loglevel=error', `${name}@${version}`], {
        quiet: true,
      })
    }
    process.env[setting] = product
  }
}
