// What is known of each client besides messages: its connection, what it was told of presence, when its session ended.

import type { ConnectionRecord, PresenceRecord, RevokeRecord } from '../history.js'
import type { Place } from './read-history.js'

export interface ClientTimes {
  connections: { at: number; state: ConnectionRecord['state']; place: Place }[]
  /** By room. */
  presence: Map<string, { at: number; count: number; place: Place }[]>
  revokedAt: number | null
  revokedPlace: Place | null
  /** null: nobody told. */
  user: string | null
  /** By room, what came last. */
  heard: Map<string, Heard>
}

export interface Heard {
  at: number
  room: string
  epoch: string
  seq: number
  key: string | null
  place: Place
}

export interface Clients {
  get(client: string): ClientTimes
  connection(record: ConnectionRecord, place: Place): void
  presence(record: PresenceRecord, place: Place): void
  revoke(record: RevokeRecord, place: Place): void
  all(): Iterable<[string, ClientTimes]>
}

export function createClients(): Clients {
  const clients = new Map<string, ClientTimes>()

  function get(client: string): ClientTimes {
    const known = clients.get(client)
    if (known) return known
    const times: ClientTimes = {
      connections: [],
      presence: new Map(),
      revokedAt: null,
      revokedPlace: null,
      user: null,
      heard: new Map(),
    }
    clients.set(client, times)
    return times
  }

  return {
    get,
    connection({ client, at, state }, place) {
      get(client).connections.push({ at, state, place })
    },
    presence({ client, room, at, count }, place) {
      const { presence } = get(client)
      const told = presence.get(room) ?? []
      presence.set(room, told)
      told.push({ at, count, place })
    },
    revoke({ client, type, at }, place) {
      if (type !== 'ok') return
      const times = get(client)
      times.revokedAt = at
      times.revokedPlace = place
    },
    all: () => clients.entries(),
  }
}

/** What came last, of all rooms. */
export function lastHeard({ heard }: ClientTimes): Heard | null {
  return [...heard.values()].reduce<Heard | null>(
    (last, one) => (last && last.at > one.at ? last : one),
    null,
  )
}

/** Neither left for good nor signed out at that moment: what there is then, it must have. */
export function isThere(times: ClientTimes, at: number): boolean {
  const state = stateAt(times, at)
  return times.revokedAt === null && state !== 'stopped' && state !== 'signed-out'
}

/** Its connection at that moment, null before its first. */
export function stateAt({ connections }: ClientTimes, at: number): ConnectionRecord['state'] | null {
  return connections.findLast(connection => connection.at <= at)?.state ?? null
}
