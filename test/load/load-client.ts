// One client of a load test: the chat's own client library, and what it observes. Always true:
//  - a message is given to the client at its time and counts from that time, however long the client has to keep it;
//  - what a cut that the test itself made has brought about is no error.

import { CommandFailed, createChatClient, type LinkEnd } from '@hubbub/client'
import { LOBBY, type RoomId } from '@hubbub/shared'
import { chatOptions } from './chat-options.js'
import type { Part, PartClient } from './generator-protocol.js'
import type { Latencies, Latency } from './latency.js'
import { writeText } from './message-text.js'
import { ROOM_PREFIX } from './names.js'
import { patiently } from './patiently.js'
import type { RoomWatch } from './room-watch.js'
import { roomsLoaded } from './rooms-loaded.js'
import { sharedNow } from './shared-clock.js'
import { countIn, type Tally } from './tally.js'
import { createWatchedOutbox } from './watched-outbox.js'

/** All that bots need of the past: what a position is checked with. */
const KEEP_ENTRIES = 20

export interface LoadClient {
  readonly number: number
  isConnected(): boolean
  hasJoined(): boolean
  /** Connects and joins its rooms; resolves when it has, or never will. */
  start(): Promise<void>
  send(message: { number: number; dueAt: number }): void
  /** Loses its connection and connects again at once. */
  cut(): void
  /** Messages neither in the log nor refused. */
  waiting(): number
  /** Leaves the rooms of load tests, those of earlier ones included. */
  leaveRooms(): Promise<void>
  stop(): void
}

export interface LoadClientDeps {
  part: Pick<Part, 'run' | 'url' | 'textBytes'>
  watch: RoomWatch
  tally: Tally
  latencies: Latencies
  /** Deliveries and acks of messages that were due from here on count in the outcome. */
  measured: Record<'delivery' | 'ack', Latency> & { fromDueAt(): number }
  servedBy: Set<string>
}

export function createLoadClient(
  { client: number, as, rooms, isFirstOfAccount }: PartClient,
  deps: LoadClientDeps,
) {
  const { part, watch, tally, latencies, measured, servedBy } = deps
  const outbox = createWatchedOutbox(part.run)
  let connections = 0
  let hasJoined = false
  let isStopped = false
  let sends = 0
  /** Since when the client is cut off, and how many rooms it has joined again since. */
  let cutAt: number | null = null
  let rejoined = 0

  const client = createChatClient({
    ...chatOptions(part.url, as),
    storage: outbox,
    keepEntries: KEEP_ENTRIES,
    observer: {
      entries(roomId, epoch, entries, source) {
        const arrival = { roomId, epoch, entries, source, isCounted: connections === 1 }
        for (const { dueAt } of watch.arrived(number, arrival)) record('delivery', dueAt)
        if (source === 'join') joinedAgain(roomId)
      },
      acked(roomId, clientMessageId, { epoch, seq, mid }) {
        const message = outbox.takeAcked(clientMessageId)
        watch.acked({ roomId, epoch, seq, mid }, message)
        if (message !== null) record('ack', message.dueAt)
      },
      sendFailed: (_roomId, _key, failure) => sendFailed(failure),
      resync: (_roomId, reason) => countIn(tally.errors, `resync: ${reason}`),
      connected({ node, worker }) {
        connections += 1
        servedBy.add(`${node} ${worker}`)
        watch.connected(number)
      },
      disconnected,
    },
  })

  function record(name: 'delivery' | 'ack', dueAt: number) {
    tally.counts[name === 'ack' ? 'acked' : 'deliveries'] += 1
    const ms = sharedNow() - dueAt
    latencies[name].record(ms)
    if (dueAt >= measured.fromDueAt()) measured[name].record(ms)
  }

  function sendFailed({ code, retryable }: CommandFailed) {
    if (!retryable) {
      tally.counts.refused += 1
      countIn(tally.errors, `message refused: ${code}`)
    } else if (code === 'rate_limited') countIn(tally.limits, 'messages')
    else if (cutAt === null) countIn(tally.errors, `send failed: ${code}`)
  }

  function disconnected(end: LinkEnd, wasOpen: boolean) {
    if (wasOpen) connections -= 1
    // The older of two connections ends because its rooms have moved over.
    if (isStopped || (wasOpen && (connections > 0 || cutAt !== null))) return
    if (wasOpen) {
      tally.counts.connectionsLost += 1
      countIn(tally.errors, 'connection lost')
    } else if (end.kind === 'refused' && end.failure.code === 'too_many_connections')
      countIn(tally.limits, 'connections')
    // The client tries again by itself; whether it is back in time is what a storm is about.
    else if (cutAt !== null) tally.counts.turnedAway += 1
    else countIn(tally.errors, `attempt to connect: ${reasonOf(end)}`)
  }

  function joinedAgain(roomId: RoomId) {
    if (cutAt === null || !rooms.includes(roomId)) return
    rejoined += 1
    if (rejoined < rooms.length) return
    tally.counts.rejoined += 1
    latencies.rejoin.record(sharedNow() - cutAt)
    cutAt = null
  }

  async function start(): Promise<void> {
    const startedAt = sharedNow()
    client.start()
    await roomsLoaded(client)
    // People in the lobby need not see guests by the thousand, and the figures are to be those of the run's rooms.
    if (isFirstOfAccount && client.getState().rooms.has(LOBBY)) await leave(LOBBY)
    const joined = await Promise.all(rooms.map(join))
    if (!joined.every(Boolean)) return
    hasJoined = true
    tally.counts.joined += 1
    latencies.join.record(sharedNow() - startedAt)
  }

  /** @returns whether it has: it goes on until the server's answer is final, or the run ends */
  async function join(roomId: RoomId): Promise<boolean> {
    const refused = ({ code }: CommandFailed) =>
      code === 'rate_limited' ? countIn(tally.limits, 'joins') : countIn(tally.errors, `join: ${code}`)
    const asked = patiently(() => client.joinRoom(roomId), { refused, goesOn: () => !isStopped })
    const failure = await asked.then(() => null, asFailure)
    return failure === null && !isStopped
  }

  async function leave(roomId: RoomId): Promise<void> {
    const failure = await client.leaveRoom(roomId).then(() => null, asFailure)
    if (failure !== null) countIn(tally.errors, `leave: ${failure.code}`)
  }

  const made: LoadClient = {
    number,
    isConnected: () => connections > 0,
    hasJoined: () => hasJoined,
    start,
    send(message) {
      const roomId = rooms[sends % rooms.length]
      if (roomId === undefined) return
      sends += 1
      tally.counts.sent += 1
      client.send(roomId, writeText({ ...message, client: number }, part.run, part.textBytes))
    },
    cut() {
      cutAt = sharedNow()
      rejoined = 0
      client.setOnline(false)
      client.setOnline(true)
    },
    waiting: outbox.waiting,
    async leaveRooms() {
      const views = [...client.getState().rooms.values()]
      for (const { room } of views) if (room.name.startsWith(ROOM_PREFIX)) await leave(room.roomId)
    },
    stop() {
      isStopped = true
      client.stop()
    },
  }
  return made
}

/** @throws what is no refusal of the server's */
function asFailure(failure: unknown): CommandFailed {
  if (failure instanceof CommandFailed) return failure
  throw failure
}

function reasonOf(end: LinkEnd): string {
  if (end.kind === 'refused') return end.failure.code
  return end.kind === 'lost' ? 'turned away' : 'no answer'
}
