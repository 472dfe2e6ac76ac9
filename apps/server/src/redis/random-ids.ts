// Ids that nobody can guess and that never come twice, for entries and for the lives of logs. Every append needs some, and
// to ask the system for a few random bytes takes as long as for many.

import { randomFillSync } from 'node:crypto'
import type { EntryId, Epoch } from '@hubbub/shared'

const ENTRY_ID_BYTES = 12
const EPOCH_BYTES = 9

const pool = Buffer.allocUnsafeSlow(4_096)
let used = pool.length

/** 96 random bits: unique among all entries there will ever be. */
export function newEntryId(): EntryId {
  return take(ENTRY_ID_BYTES) as EntryId
}

export function newEpoch(): Epoch {
  return take(EPOCH_BYTES) as Epoch
}

function take(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += bytes
  return pool.toString('base64url', used - bytes, used)
}
