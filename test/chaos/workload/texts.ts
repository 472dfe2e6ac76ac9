import type { SeededRandom } from '../../support/seeded-random.js'

const LONG_ONE_IN = 200

/** Each text is written once in a run; most are as long as what people write, a few as long as they may be. */
export function nextText(author: string, count: number, random: SeededRandom): string {
  const length = random.integer(1, LONG_ONE_IN) === 1 ? random.integer(1_000, 7_000) : random.integer(1, 150)
  return `${author} ${count} ${'wörter '.repeat(Math.ceil(length / 8))}`
}
