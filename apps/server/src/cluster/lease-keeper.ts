// Keeps this worker's lease, and sees to it that presence follows from the leases: of workers that are gone, and of
// this one after Redis had been away for so long that the others took it for gone.

import type { Presence } from '../chat/presence.js'
import type { Log } from '../log.js'
import { LEASE_LOOK_MS, LEASE_RENEW_MS, type Leases } from '../redis/presence-store.js'

/** Well within the TTL of the entries, which this renews. */
const RESTORE_MS = 15 * 60_000
/** Every room is read again in this time, some each second, to find whatever a lost signal should have told. */
const REREAD_MS = 5_000
const REREAD_PART_MS = 1_000

export interface LeaseKeeper {
  peerLost(workerKey: string): Promise<void>
  /** This worker holds nobody any more. */
  end(): Promise<void>
}

/** The lease has been taken already: whoever is told of this worker must not take it for a dead one. */
export function startLeaseKeeper(options: {
  leases: Leases
  presence: Presence
  onRedisRestored: (listener: () => void) => () => void
  logger: Log
}): LeaseKeeper {
  const { leases, presence, onRedisRestored, logger } = options
  const renewals = setInterval(() => void tried(leases.renew), LEASE_RENEW_MS)
  const rereads = setInterval(() => presence.partTouched(REREAD_PART_MS / REREAD_MS), REREAD_PART_MS)
  const looks = setInterval(() => void look(), LEASE_LOOK_MS)
  const restores = setInterval(() => void restore(), RESTORE_MS)
  const unlisten = onRedisRestored(() => void restore())

  return {
    async peerLost(workerKey) {
      await tried(async () => {
        await leases.end(workerKey)
        presence.allTouched()
      })
    },
    async end() {
      stop()
      await tried(() => leases.end(leases.ownKey))
    },
  }

  function stop(): void {
    clearInterval(renewals)
    clearInterval(rereads)
    clearInterval(looks)
    clearInterval(restores)
    unlisten()
  }

  // Workers of other nodes end without anybody telling us.
  async function look(): Promise<void> {
    try {
      if (await leases.look()) presence.allTouched()
    } catch (error) {
      logger.debug({ reason: String(error) }, 'leases not seen')
    }
  }

  async function restore(): Promise<void> {
    await tried(async () => {
      await leases.renew()
      await presence.restore()
    })
  }

  async function tried(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      logger.warn({ reason: String(error) }, 'lease not kept')
    }
  }
}
