import type { Entry, Epoch, ReadHistory } from '@hubbub/shared'
import { epoch, seq } from './make.js'

export const EPOCH: Epoch = epoch('epoch-1')

/** A room's log as the server's rules read it. */
export function logOf(entries: readonly Entry[], { oldestSeq = 1 } = {}) {
  let pages = 0
  return {
    pagesRead: () => pages,
    async page(_: unknown, request: ReadHistory) {
      pages += 1
      const before = 'before' in request ? request.before : 0
      const kept = entries.filter(({ seq }) => seq >= oldestSeq && seq < before).slice(-request.limit)
      const headSeq = seq(entries.length)
      return { epoch: EPOCH, entries: kept, headSeq, oldestSeq: seq(oldestSeq) }
    },
  }
}
