// @ts-check
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { root } from './run.mjs'

const TEXT = new Set(['.html', '.css', '.js', '.svg', '.json', '.webmanifest', '.txt'])
/** Smaller files fit into one packet as they are. */
const FROM_BYTES = 1_000

/**
 * Puts a .gz and a .br beside each text file, for web servers that serve files already compressed.
 *
 * @param {string} folder relative to the root
 */
export function compressPages(folder) {
  for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
    if (!TEXT.has(extname(name))) continue
    const path = join(root, folder, name)
    const bytes = readFileSync(path)
    if (bytes.length < FROM_BYTES) continue
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION }))
    writeFileSync(`${path}.br`, brotliCompressSync(bytes))
  }
}
