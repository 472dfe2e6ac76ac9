import { EMOJI_PER_ROW } from './emoji-list.js'

const STEPS = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -1, ArrowRight: 1 } as const
type Arrow = keyof typeof STEPS

export function isArrow(key: string): key is Arrow {
  return key in STEPS
}

/**
 * Where an arrow leads among groups of emoji that stand below each other, each in rows of its own.
 * @param sizes of the groups
 * @param at the place among all emoji
 * @returns the new place, or the same where there is nothing further; null: above the first row
 */
export function placeAfter(arrow: Arrow, at: number, sizes: readonly number[]): number | null {
  const rows = rowsOf(sizes)
  const step = STEPS[arrow]
  if (arrow === 'ArrowLeft' || arrow === 'ArrowRight')
    return rows.some(row => row.includes(at + step)) ? at + step : at
  const now = rows.findIndex(row => row.includes(at))
  const row = rows[now + step]
  if (row === undefined) return step < 0 ? null : at
  return row[rows[now]?.indexOf(at) ?? 0] ?? row.at(-1) ?? at
}

/** The places that stand beside each other. */
function rowsOf(sizes: readonly number[]): number[][] {
  const rows: number[][] = []
  let first = 0
  for (const size of sizes) {
    const end = first + size
    while (first < end) {
      const length = Math.min(EMOJI_PER_ROW, end - first)
      rows.push(Array.from({ length }, (_, column) => first + column))
      first += length
    }
  }
  return rows
}
