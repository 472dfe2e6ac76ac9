import { ChatError, type UserId } from '@hubbub/shared'
import type { UploadAllowance } from '../chat/ports.js'
import { type Commands, reach } from './connections.js'
import type { Keys } from './keys.js'
import { createScript } from './script.js'

const HOUR_MS = 3_600_000
/** What a file costs at least, however small: it is a file on the disk, and known of, all the same. */
const LEAST_KIB = 64
const TOO_MUCH = 'You have sent as much as one may in an hour.'

/** Counts over all workers and nodes, in KiB, so that no number becomes too large for Redis. */
export function createUploadAllowance(redis: Commands, keys: Keys, bytesPerHour: number): UploadAllowance {
  const kibPerHour = Math.floor(bytesPerHour / 1_024)
  const takeScript = createScript(redis, 'take-allowance.lua')
  const take = (userId: UserId, kib: number) =>
    reach(takeScript([keys.uploaded(userId)], [kib, kibPerHour, HOUR_MS]))

  return {
    async take(userId, bytes) {
      const waitMs = Number(await take(userId, kibOf(bytes)))
      if (waitMs > 0) throw new ChatError('rate_limited', TOO_MUCH, waitMs)
    },
    async giveBack(userId, taken, used) {
      const unused = kibOf(taken) - kibOf(used)
      if (unused > 0) await take(userId, -unused)
    },
  }
}

function kibOf(bytes: number): number {
  return Math.max(LEAST_KIB, Math.ceil(bytes / 1_024))
}
