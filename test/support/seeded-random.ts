// Chance that can be repeated: every random test prints the seed it ran with, and SEED=<number> runs it again.

export interface SeededRandom {
  readonly seed: number
  /** 0 ≤ x < 1. */
  next(): number
  /** A whole number, both ends included. */
  integer(min: number, max: number): number
  pick<T>(items: readonly T[]): T
  /** A copy of `items` in another order. */
  shuffle<T>(items: readonly T[]): T[]
}

/** @param name stands in the line that tells the seed */
export function seededRandom(name: string): SeededRandom {
  const wanted = process.env.SEED
  const random = randomFrom(wanted === undefined ? newSeed() : Number.parseInt(wanted, 10))
  console.log(`${name}: SEED=${random.seed}`)
  return random
}

export function newSeed(): number {
  return Math.floor(Math.random() * 2 ** 32)
}

/** The same seed gives the same numbers. */
export function randomFrom(wanted: number): SeededRandom {
  const seed = wanted >>> 0
  const next = mulberry32(seed)
  const integer = (min: number, max: number) => min + Math.floor(next() * (max - min + 1))

  function pick<T>(items: readonly T[]): T {
    const item = items[integer(0, items.length - 1)]
    if (item === undefined) throw new RangeError('nothing to pick from')
    return item
  }

  function shuffle<T>(items: readonly T[]): T[] {
    const keyed = items.map(item => ({ item, key: next() }))
    return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item)
  }

  return { seed, next, integer, pick, shuffle }
}

/** Tommy Ettinger's mulberry32: 32 bits of state, good enough to mix test cases. */
function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
