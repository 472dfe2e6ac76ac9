// Who is present where. Always true:
//  - a worker writes only what it holds itself, under its own key, and counts only while its lease stands;
//  - whoever meets an entry of a worker without a lease removes it;
//  - a worker that may be new to us is looked up before it is called dead.

import { parseUserId, type User } from '@hubbub/shared'
import type { PresenceStore, PresentUsers } from '../chat/ports.js'
import { createAskedTogether } from './asked-together.js'
import { type Commands, reach } from './connections.js'
import type { Keys } from './keys.js'
import { createScript } from './script.js'

/** How long a worker counts as alive without renewing; three missed renewals. */
const LEASE_MS = 15_000
export const LEASE_RENEW_MS = 5_000
/** How often each worker looks whether others are gone; small beside the 2 s and 17 s of rule P1. */
export const LEASE_LOOK_MS = 250
/** Read by one script; each may hold thousands. */
const ROOMS_AT_ONCE = 20
/** Entries nobody renews go in the end, also in rooms that nobody looks at. */
const PRESENT_TTL_SECONDS = 3_600

export interface Leases {
  readonly ownKey: string
  renew(): Promise<void>
  /** @returns whether a lease is gone that stood at the last look */
  look(): Promise<boolean>
  end(workerKey: string): Promise<void>
}

/** What a view was read from. */
interface Source {
  entries: readonly string[]
  workerKeys: ReadonlySet<string>
}

export function createPresenceStore(redis: Commands, keys: Keys, ownKey: string): PresenceStore & Leases {
  const renewScript = createScript(redis, 'renew-lease.lua')
  const askMembers = createAskedTogether(redis, ['SMEMBERS'], ROOMS_AT_ONCE)
  let alive = new Set<string>()
  /** Whether there is a lease of our own, or should be. */
  let isOwnTaken = false
  /** Whether a lease has gone since the last look, whoever found out. */
  let someoneGone = false
  const sources = new WeakMap<PresentUsers, Source>()

  return {
    ownKey,

    async add(roomId, user) {
      const key = keys.present(roomId)
      await reach(
        Promise.all([redis.sadd(key, member(ownKey, user)), redis.expire(key, PRESENT_TTL_SECONDS)]),
      )
    },

    async remove(roomId, user) {
      await reach(redis.srem(keys.present(roomId), member(ownKey, user)))
    },

    async read(roomId, before) {
      const entries = parseEntries(await askMembers(keys.present(roomId)))
      // Every room is read again every few seconds, nearly always for this.
      if (before !== null && stillSays(before, entries)) return before
      const members = entries.map(parseMember)
      if (members.some(({ workerKey }) => !alive.has(workerKey))) await readLeases('')
      const gone = members.filter(({ workerKey }) => !alive.has(workerKey))
      if (gone.length > 0) await reach(redis.srem(keys.present(roomId), ...gone.map(({ raw }) => raw)))
      const present = members.filter(({ workerKey }) => alive.has(workerKey))
      const users = new Map(present.map(({ user }) => [user.userId, user]))
      // Whoever is gone may come back and write the same entries again.
      if (gone.length === 0)
        sources.set(users, { entries, workerKeys: new Set(members.map(({ workerKey }) => workerKey)) })
      return users
    },

    renew() {
      isOwnTaken = true
      return readLeases(ownKey)
    },

    async look() {
      await readLeases('')
      // It could not be renewed in time: the fewer look meanwhile, the fewer take us for gone.
      if (isOwnTaken && !alive.has(ownKey)) await readLeases(ownKey)
      const wasGone = someoneGone
      someoneGone = false
      return wasGone
    },

    async end(workerKey) {
      if (workerKey === ownKey) isOwnTaken = false
      await reach(redis.zrem(keys.leases, workerKey))
      alive.delete(workerKey)
    },
  }

  function stillSays(before: PresentUsers, entries: readonly string[]): boolean {
    const source = sources.get(before)
    if (source === undefined || source.entries.length !== entries.length) return false
    for (const workerKey of source.workerKeys) if (!alive.has(workerKey)) return false
    return source.entries.every((entry, index) => entry === entries[index])
  }

  async function readLeases(renewedKey: string): Promise<void> {
    const reply = await reach(renewScript([keys.leases], [renewedKey, LEASE_MS]))
    if (!Array.isArray(reply)) throw new Error('the lease script gave no list')
    const now = new Set(reply.map(String))
    if ([...alive].some(workerKey => !now.has(workerKey))) someoneGone = true
    alive = now
  }
}

// Neither worker keys nor user ids hold a space; names may.
function member(workerKey: string, { userId, name }: User): string {
  return `${workerKey} ${userId} ${name}`
}

function parseEntries(reply: unknown): readonly string[] {
  if (!Array.isArray(reply)) throw new Error('expected a list from Redis')
  return reply.map(String)
}

function parseMember(raw: string): { raw: string; workerKey: string; user: User } {
  const [workerKey = '', userId = '', ...name] = raw.split(' ')
  return { raw, workerKey, user: { userId: parseUserId(userId), name: name.join(' ') } }
}
