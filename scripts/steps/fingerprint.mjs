// @ts-check
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from './run.mjs'

const LEFT_OUT = new Set(['node_modules', 'dist', 'dist-types'])

/**
 * A digest of what some files and folders of the checkout hold; what tools have built there is left out.
 *
 * @param {readonly string[]} paths relative to the root
 */
export function fingerprint(paths) {
  const hash = createHash('sha256')
  for (const path of paths.flatMap(filesIn).sort()) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0')
  }
  return hash.digest('hex')
}

/** @param {string} path @returns {string[]} */
function filesIn(path) {
  const entries = readdirOrNull(path)
  if (entries === null) return [path]
  return entries
    .filter(name => !LEFT_OUT.has(name) && !name.endsWith('.tsbuildinfo'))
    .flatMap(name => filesIn(join(path, name)))
}

/** @param {string} path @returns {string[] | null} null when it is a file */
function readdirOrNull(path) {
  try {
    return readdirSync(join(root, path))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return null
    throw error
  }
}

/**
 * Does `work` unless it was last done with the same fingerprint and its product is still there.
 *
 * @param {{ stamp: string, wanted: string, product: string }} last `stamp`: the file that remembers the fingerprint;
 *   `product`: a file that the work makes; both relative to the root
 * @param {() => Promise<void>} work
 */
export async function unlessDone({ stamp, wanted, product }, work) {
  const path = join(root, stamp)
  if (existsSync(join(root, product)) && readOrEmpty(path) === wanted) return
  await work()
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, wanted)
}

/** @param {string} path */
function readOrEmpty(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
}
