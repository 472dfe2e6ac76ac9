import type { Mark } from '@hubbub/client'
import { borderBefore } from '@hubbub/shared'

/** Fills the lines that a result has. */
const SHOWN_LENGTH = 240
/** A mark that ends later than this stands too far down to be seen in the beginning of a text. */
const NEAR_LENGTH = 110
/** What stands before such a mark, at most. */
const LEAD_LENGTH = 40

export interface Piece {
  text: string
  isMarked: boolean
}

/**
 * The beginning of a text or, where nothing of it is marked, what stands around the first mark.
 * @param marks in order, not overlapping
 */
export function excerptOf(text: string, marks: readonly Mark[]): Piece[] {
  const start = startOf(text, marks[0])
  const end = borderBefore(text, start + SHOWN_LENGTH)
  const pieces: Piece[] = []
  let at = start
  const take = (to: number, isMarked: boolean) => {
    if (to > at) pieces.push({ text: text.slice(at, to), isMarked })
    at = Math.max(at, to)
  }

  if (start > 0) pieces.push({ text: '…', isMarked: false })
  for (const [from, to] of marks) {
    take(Math.min(from, end), false)
    take(Math.min(to, end), true)
  }
  take(end, false)
  if (end < text.length) pieces.push({ text: '…', isMarked: false })
  return pieces
}

/** At the beginning of a word, where there is one. */
function startOf(text: string, first: Mark | undefined): number {
  if (first === undefined || first[1] <= NEAR_LENGTH) return 0
  const earliest = Math.max(0, first[0] - LEAD_LENGTH)
  const blank = text.slice(earliest, first[0]).search(/\s/)
  return blank < 0 ? borderBefore(text, earliest) : earliest + blank + 1
}
