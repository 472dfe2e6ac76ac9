import { keysAtOnce } from './asked-together.js'
import { type Commands, reach } from './connections.js'
import { createScript } from './script.js'

/** @returns the places of those keys that do not exist @throws ChatError unavailable */
export type FindMissing = (keys: readonly string[]) => Promise<number[]>

export function createFindMissing(redis: Commands): FindMissing {
  const script = createScript(redis, 'missing.lua')
  const atOnce = keysAtOnce(redis)

  async function findFrom(first: number, keys: readonly string[]): Promise<number[]> {
    const reply = await reach(script(keys, []))
    if (!Array.isArray(reply)) throw new Error('expected a list from Redis')
    return reply.map(place => first + Number(place) - 1)
  }

  return async keys => {
    const parts: Promise<number[]>[] = []
    for (let first = 0; first < keys.length; first += atOnce)
      parts.push(findFrom(first, keys.slice(first, first + atOnce)))
    return (await Promise.all(parts)).flat()
  }
}
