import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Commands } from './connections.js'

/** @returns Redis's reply, unchecked */
export type Script = (keys: readonly string[], args: readonly (string | number)[]) => Promise<unknown>

/**
 * A script from the `lua` folder, sent by its digest and whole only when Redis does not know it (a new server, or
 * after SCRIPT FLUSH). `parts` are joined in order, since Lua scripts in Redis cannot import each other.
 */
export function createScript(redis: Commands, ...parts: readonly string[]): Script {
  const source = parts
    .map(part => readFileSync(new URL(`../../src/redis/lua/${part}`, import.meta.url), 'utf8'))
    .join('\n')
  const digest = createHash('sha1').update(source).digest('hex')

  return async function runScript(keys, args) {
    try {
      return await redis.evalsha(digest, keys.length, ...keys, ...args)
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error
      return redis.eval(source, keys.length, ...keys, ...args)
    }
  }
}
