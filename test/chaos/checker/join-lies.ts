// What is untrue in a join and its answer, as far as the reader itself could see it.

import type { JoinRecord } from '../history.js'
import type { Life } from './life.js'

/** @param life what the reader had on its screen when the answer came */
export function lieOf(
  record: JoinRecord,
  life: Life | undefined,
): { kind: 'jump' | 'dishonest'; told: string } | null {
  const { isResume, from, resync, epoch, headSeq, oldestSeq } = record
  if (!isResume && life !== undefined && life.first !== null) {
    return { kind: 'jump', told: `joins anew without a position, having shown up to seq ${life.last}` }
  }
  if (from === null) return null
  const lie = (told: string) => ({ kind: 'dishonest' as const, told })
  if (life?.epoch === from.epoch && life.first !== null && from.seq > life.last) {
    return lie(`asks to go on from seq ${from.seq}, having shown only up to ${life.last}`)
  }
  const isEpoch = from.epoch !== epoch
  if (resync === null) {
    if (isEpoch) return lie(`is let go on from epoch ${from.epoch} into ${epoch}`)
    return headSeq < from.seq
      ? lie(`is let go on from seq ${from.seq} of a log that ends at ${headSeq}`)
      : null
  }
  if (resync === 'epoch' && !isEpoch) return lie('is told of a new epoch that is the old one')
  if (resync === 'future' && headSeq >= from.seq) return lie(`is told that seq ${from.seq} is still to come`)
  if (resync === 'trimmed' && oldestSeq <= from.seq + 1)
    return lie(`is told that seq ${from.seq + 1} is gone`)
  return null
}
