const GONE = -2
const FOR_GOOD = -1

/** @returns milliseconds until a key ends, as PTTL says it; Infinity: never; 0: there is none */
export function lifeLeftOf(pttl: unknown): number {
  if (typeof pttl !== 'number') throw new Error('expected a number from Redis')
  if (pttl === GONE) return 0
  return pttl === FOR_GOOD ? Number.POSITIVE_INFINITY : Math.max(1, pttl)
}
