// A small chat that keeps its promises, and the histories its clients would write: what a good run looks like to the
// checker. Two rooms, writers, readers, one who comes and goes, one whose session ends, a killed worker, fresh readers.

import { createHash } from 'node:crypto'
import type { HistoryRecord } from '../../chaos/history.js'
import type { Fact } from '../../chaos/write-history.js'
import type { SeededRandom } from '../../support/seeded-random.js'

export const ROOMS = ['room-a', 'room-b'] as const
const STEP_MS = 100
const FAULT = { beginAt: 12_000, healAt: 12_800 }
const AWAY = { from: 5_000, to: 7_500 }
const REVOKED_AT = 15_000
export const QUIET_AT = 25_000
const FINAL_AT = 30_000
const END_AT = 34_000
const EPOCH = 'epoch-1'
/** Entries in the answer to a first join. */
const PAGE = 10

interface Entry {
  room: string
  seq: number
  mid: string
  key: string | null
  sender: string
  body: string | null
}

export function modelRun(random: SeededRandom): HistoryRecord[] {
  const records: HistoryRecord[] = []
  const logs = new Map<string, Entry[]>(ROOMS.map(room => [room, []]))
  const logOf = (room: string) => logs.get(room) ?? []
  let mids = 0

  const write = (at: number, process: string, fact: Fact) =>
    void records.push({ at, process, ...fact } as HistoryRecord)
  const arena = (at: number, fact: Fact) => write(at, 'arena', fact)

  function append(room: string, of: Pick<Entry, 'key' | 'sender' | 'body'>): Entry {
    const entry = { room, seq: logOf(room).length + 1, mid: `mid-${++mids}`, ...of }
    logOf(room).push(entry)
    return entry
  }

  function client(process: string, name: string, rooms: readonly string[]) {
    const shown = new Map<string, number>()
    const counts = new Map<string, number>()
    let isConnected = false
    const tell = (at: number, fact: Fact) => write(at, process, fact)
    const own = { client: name }

    function arrive(at: number, source: 'live' | 'join' | 'history', entries: readonly Entry[]) {
      for (const entry of entries) {
        tell(at, { f: 'receive', ...own, source, worker: 'w1', epoch: EPOCH, ...entry })
      }
      for (const { room, seq, mid, key } of entries) {
        const isOlder = source === 'history' ? { isOlder: true as const } : {}
        tell(at, { f: 'show', ...own, ...isOlder, room, epoch: EPOCH, seq, mid, key })
        if (source !== 'history') shown.set(room, seq)
      }
    }

    function join(at: number, room: string) {
      const seq = shown.get(room)
      const log = logOf(room)
      const from = seq === undefined ? null : { epoch: EPOCH, seq }
      const answer = {
        epoch: EPOCH,
        headSeq: log.length,
        oldestSeq: 1,
        isResume: from !== null,
        resync: null,
      }
      tell(at, { f: 'join', ...own, room, worker: 'w1', ...answer, from })
      arrive(at, 'join', seq === undefined ? log.slice(-PAGE) : log.slice(seq))
      tell(at, { f: 'presence', ...own, room, count: 3 })
    }

    return {
      name,
      rooms,
      isConnected: () => isConnected,
      arrive,
      connect(at: number) {
        isConnected = true
        tell(at, { f: 'connection', ...own, state: 'connected', worker: 'w1' })
        for (const room of rooms) join(at, room)
      },
      disconnect(at: number, state: 'lost' | 'away' | 'signed-out' | 'stopped') {
        isConnected = false
        tell(at, { f: 'connection', ...own, state, worker: null })
      },
      readBack(at: number, room: string) {
        const older = logOf(room).slice(0, -PAGE)
        for (let end = older.length; end > 0; end -= PAGE)
          arrive(at, 'history', older.slice(Math.max(0, end - PAGE), end))
      },
      read(at: number, room: string) {
        const read = { f: 'read', ...own, id: `${name}-${at}`, room } as const
        tell(at, { ...read, type: 'invoke' })
        tell(at + 3, { ...read, type: 'ok', epoch: EPOCH, headSeq: logOf(room).length })
      },
      send(at: number, room: string, delayMs: number) {
        const count = (counts.get(room) ?? 0) + 1
        counts.set(room, count)
        const key = `${name}/${room}/${count}`
        const body = createHash('sha256').update(key).digest('base64url').slice(0, 16)
        const send = { f: 'send', ...own, room, key, sender: `user-${name}` } as const
        tell(at, { ...send, type: 'invoke', body, count })
        const { seq, mid } = append(room, { key, sender: send.sender, body })
        const ack = { seq, mid, epoch: EPOCH, duplicate: delayMs > 0 && random.next() < 0.5, worker: 'w1' }
        tell(at + delayMs + 4, { ...send, type: 'ok', ...ack })
      },
    }
  }

  const writers = [0, 1, 2].map(index => client('writers', `writer-${index}`, ROOMS))
  const readers = [0, 1, 2].map(index => client('readers', `reader-${index}`, ROOMS))
  const churner = client('churners', 'churner-0', ROOMS)
  const leaver = client('leavers', 'leaver-0', ROOMS)
  const all = [...writers, ...readers, churner, leaver]
  const [victim = churner] = readers

  const isIn = (at: number, { from, to }: { from: number; to: number }) => at >= from && at < to
  function deliver(at: number, before: ReadonlyMap<string, number>) {
    for (const each of all) {
      if (!each.isConnected()) continue
      const delay = random.integer(5, 25)
      for (const room of each.rooms) each.arrive(at + delay, 'live', logOf(room).slice(before.get(room)))
    }
  }

  arena(0, { f: 'run', client: '', seed: random.seed, profile: 'model', server: 'hubbub' })
  arena(0, { f: 'phase', client: '', phase: 'load' })
  for (const room of ROOMS) append(room, { key: null, sender: 'user-maker', body: null })
  for (const each of all) each.connect(random.integer(1, 40))

  for (let at = STEP_MS; at < QUIET_AT; at += STEP_MS) {
    if (at === AWAY.from) churner.disconnect(at, 'away')
    if (at === AWAY.to) churner.connect(at)
    if (at === FAULT.beginAt) {
      const fault = { f: 'fault', client: '', fault: 'worker-kill', name: 'a worker is killed' } as const
      arena(at, { ...fault, type: 'begin', current: { from: 'begin', withinMs: 5_000 } })
      victim.disconnect(at, 'lost')
    }
    if (at === FAULT.healAt) {
      arena(at, { f: 'fault', client: '', type: 'heal', fault: 'worker-kill', name: 'a worker is killed' })
      victim.connect(at + 20)
      continue
    }
    if (at === REVOKED_AT) {
      const revoke = { f: 'revoke', client: leaver.name, session: leaver.name } as const
      arena(at, { ...revoke, type: 'invoke' })
      leaver.disconnect(at + 30, 'signed-out')
      arena(at + 40, { ...revoke, type: 'ok' })
      continue
    }
    if (at % 1_000 === 0) servers(at)
    if (at % 500 === 0) random.pick(readers).read(at - 10, random.pick(ROOMS))
    if (random.next() > 0.5) continue
    const before = new Map(ROOMS.map(room => [room, logOf(room).length]))
    const isHurt = isIn(at, { from: FAULT.beginAt, to: FAULT.healAt })
    random.pick(writers).send(at, random.pick(ROOMS), isHurt ? FAULT.healAt + 100 - at : 0)
    deliver(at, before)
  }

  function servers(at: number) {
    for (const [role, pid] of [
      ['primary', 100],
      ['worker', at < FAULT.healAt ? 101 : 102],
    ] as const) {
      const used = { residentBytes: 90e6 + random.integer(0, 5e6), openFiles: 40 + random.integer(0, 5) }
      arena(at, { f: 'server', client: '', role, pid, node: 'node-a', ...used, errors: [] })
    }
  }

  arena(QUIET_AT, { f: 'phase', client: '', phase: 'quiet' })
  servers(QUIET_AT + 2_000)
  for (const room of ROOMS) arena(FINAL_AT - 10, { f: 'true-presence', client: '', room, count: 3 })
  arena(FINAL_AT, { f: 'phase', client: '', phase: 'final' })
  for (const room of ROOMS) {
    const fresh = client('fresh', `fresh-${room}`, [room])
    fresh.connect(FINAL_AT + 100)
    fresh.readBack(FINAL_AT + 200, room)
  }
  arena(END_AT, { f: 'phase', client: '', phase: 'end' })
  for (const each of all) if (each.isConnected()) each.disconnect(END_AT + 100, 'stopped')
  for (const log of logs.values())
    for (const entry of log) arena(END_AT + 200, { f: 'truth', client: '', epoch: EPOCH, ...entry })
  return records
}
