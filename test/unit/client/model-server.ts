// A whole server in memory, for one user's client: honest about its logs, and as unreliable on the wire as it is told
// to be. What it says here is what PROTOCOL.md promises.

import type {
  Entry,
  Epoch,
  JoinRoom,
  LogPage,
  MessageEntry,
  ReadHistory,
  ResyncReason,
  RoomId,
  RoomSummary,
  SendMessage,
  SendReceipt,
  User,
} from '@hubbub/shared'
import type { Clock } from '../../../packages/client/src/clock.js'
import type { FakeLink, Receive } from './fake-links.js'
import { ann, bob, epoch, key, message, seq, standing } from './make.js'

export interface Faults {
  /** A command never reaches the server. */
  losesCommand(): boolean
  /** A command is carried out, and the answer never reaches the client. */
  losesAnswer(): boolean
  /** Entries told to a client never reach it. */
  losesFact(): boolean
  /** A command is refused as `unavailable` or `rate_limited`, and not carried out. */
  refuses(): boolean
  /** How long what the server says is on its way, in milliseconds; on one link nothing overtakes. */
  latencyMs(): number
}

export const noFaults: Faults = {
  losesCommand: () => false,
  losesAnswer: () => false,
  losesFact: () => false,
  refuses: () => false,
  latencyMs: () => 0,
}

interface ModelRoom {
  epoch: Epoch
  lives: number
  log: Entry[]
  oldestSeq: number
  readSeq: number
  followers: Set<FakeLink>
  slowSeconds: number
  /** Until when the user is kept waiting by that. */
  opensAt: number
}

export interface ModelServer {
  receive: Receive
  faults: Faults
  /** The user's own rooms; one that is not made yet is made. */
  room(roomId: RoomId): ModelRoom
  leave(roomId: RoomId): void
  /** Another user writes. */
  write(roomId: RoomId, sender: User, text?: string): MessageEntry
  /** A moderator sets how slowly the room goes. */
  setSlowMode(roomId: RoomId, seconds: number): void
  /** Forgets the log's tail; what is written next reuses its seqs. */
  loseTail(roomId: RoomId, count: number): void
  /** Loses the log; it starts anew. */
  loseLog(roomId: RoomId): void
  trim(roomId: RoomId, oldestSeq: number): void
  /** The worker's head check: tells every follower where the log ends. */
  checkHeads(): void
}

export function createModelServer(clock: Clock): ModelServer {
  const rooms = new Map<RoomId, ModelRoom>()
  const onWire = new Map<FakeLink, { count: number; lastAt: number }>()
  let written = 0

  const server: ModelServer = {
    faults: noFaults,
    receive(received, from) {
      const { losesCommand, losesAnswer, refuses } = server.faults
      if (losesCommand()) return true
      if (refuses()) {
        received.refuse('rate_limited', 300)
        return true
      }
      const answer = answerTo(received, from)
      if (!losesAnswer()) onItsWay(from, answer)
      return true
    },
    room(roomId) {
      const known = rooms.get(roomId)
      if (known) return known
      const made: ModelRoom = {
        epoch: epoch('epoch-1'),
        lives: 1,
        log: [],
        oldestSeq: 1,
        readSeq: 0,
        followers: new Set(),
        slowSeconds: 0,
        opensAt: 0,
      }
      rooms.set(roomId, made)
      return made
    },
    leave: roomId => void rooms.delete(roomId),
    write: (roomId, sender, text) => append(roomId, sender, { text: text ?? `${sender.name} ${written}` }),
    setSlowMode(roomId, seconds) {
      const room = server.room(roomId)
      room.slowSeconds = seconds
      room.opensAt = 0
      const { seq, mid, sentAt } = message(room.log.length + 1, { mid: newMid(), sentAt: clock.now() })
      add(roomId, { kind: 'slow-mode-changed', seq, mid, sender: bob, sentAt, seconds })
    },
    loseTail(roomId, count) {
      server.room(roomId).log.splice(-count, count)
      tellResync(roomId, 'diverged')
    },
    loseLog(roomId) {
      const room = server.room(roomId)
      room.lives++
      room.epoch = epoch(`epoch-${room.lives}`)
      room.log = []
      room.oldestSeq = 1
      tellResync(roomId, 'epoch')
    },
    trim(roomId, oldestSeq) {
      server.room(roomId).oldestSeq = oldestSeq
    },
    checkHeads() {
      for (const [roomId, room] of rooms) {
        const last = room.log.at(-1)
        if (last) tell(roomId, [last])
      }
    },
  }

  function answerTo(received: Parameters<Receive>[0], from: FakeLink): () => void {
    switch (received.name) {
      case 'rooms:list': {
        const directory = { mine: [...rooms.keys()].map(summary), others: [], next: null }
        return () => received.answer(directory)
      }
      case 'room:create':
        return () => received.refuse('name_taken')
      case 'room:join': {
        const joined = join(received.command, from)
        return () => received.answer(joined)
      }
      case 'room:history': {
        const read = history(received.command)
        return () => (read === null ? received.refuse('epoch_changed') : received.answer(read))
      }
      case 'message:send': {
        if (!rooms.has(received.command.roomId)) return () => received.refuse('not_a_member')
        const { receipt, waitMs } = send(received.command)
        return () => (receipt ? received.answer(receipt) : received.refuse('slow_mode', waitMs))
      }
      case 'read:mark':
        server.room(received.command.roomId).readSeq = received.command.seq
        return () => received.answer(null)
      case 'room:leave':
        rooms.delete(received.command.roomId)
        return () => received.answer(null)
      case 'room:slow-mode':
        return () => received.refuse('not_a_moderator')
      case 'typing:set':
      case 'room:notify':
        return () => received.answer(null)
      // Nobody here looks for anything or anybody, changes or pins anything, reacts, or moderates.
      case 'people:find':
      case 'room:members':
      case 'room:direct':
      case 'room:invite':
      case 'room:search':
      case 'message:readers':
      case 'reads:share':
      case 'push:key':
      case 'push:subscribe':
      case 'push:unsubscribe':
      case 'invitation:make':
      case 'message:change':
      case 'message:react':
      case 'message:pin':
      case 'room:set-topic':
      case 'room:rename':
      case 'member:restrict':
      case 'member:appoint':
      case 'webhook:create':
      case 'webhook:list':
      case 'webhook:remove':
        return () => received.refuse('not_found')
      // Nobody here is an operator.
      case 'cluster:read':
      case 'worker:kill':
      case 'worker:reload':
      case 'message:trace':
      case 'password-reset:make':
        return () => received.refuse('bad_request')
    }
  }

  function join({ roomId, position }: JoinRoom, from: FakeLink) {
    const room = server.room(roomId)
    room.followers.add(from)
    const resync = position ? resyncReason(room, position) : null
    const isResume = position !== undefined && resync === null
    const kept = room.log.filter(entry => entry.seq >= room.oldestSeq)
    const entries = isResume ? kept.filter(entry => entry.seq > position.seq).slice(0, 20) : kept.slice(-10)
    return {
      ...pageOf(room, entries),
      room: summary(roomId),
      resync,
      pins: [],
      readSeq: seq(room.readSeq),
      presence: { count: 1, users: [ann] },
      ...standing,
      slowMode: { seconds: room.slowSeconds, waitMs: Math.max(0, room.opensAt - clock.now()) },
    }
  }

  function resyncReason(room: ModelRoom, position: NonNullable<JoinRoom['position']>): ResyncReason | null {
    if (position.epoch !== room.epoch) return 'epoch'
    if (position.seq > room.log.length) return 'future'
    if (position.seq + 1 < room.oldestSeq) return 'trimmed'
    if (position.seq > 0 && room.log[position.seq - 1]?.mid !== position.mid) return 'diverged'
    return null
  }

  function history(request: ReadHistory): LogPage | null {
    const room = server.room(request.roomId)
    if (request.epoch !== room.epoch) return null
    const kept = room.log.filter(entry => entry.seq >= room.oldestSeq)
    const entries =
      'before' in request
        ? kept.filter(entry => entry.seq < request.before).slice(-request.limit)
        : kept.filter(entry => entry.seq > request.after).slice(0, request.limit)
    return pageOf(room, entries)
  }

  function send(command: SendMessage): { receipt: SendReceipt | null; waitMs: number } {
    const { roomId, clientMessageId, text } = command
    const room = server.room(roomId)
    const known = room.log.find(
      entry => entry.kind === 'message' && entry.clientMessageId === clientMessageId,
    )
    const waitMs = room.opensAt - clock.now()
    if (!known && waitMs > 0) return { receipt: null, waitMs }
    // Before it is told: whoever hears it may send the next one at once.
    if (!known) room.opensAt = clock.now() + room.slowSeconds * 1_000
    const entry = known ?? append(roomId, ann, { clientMessageId, text })
    return { receipt: { ...entry, epoch: room.epoch, duplicate: known !== undefined }, waitMs: 0 }
  }

  function append(roomId: RoomId, sender: User, fields: Partial<MessageEntry>): MessageEntry {
    const mid = newMid()
    const entry = message(server.room(roomId).log.length + 1, {
      ...{ sender, mid, sentAt: clock.now() },
      clientMessageId: key(5_000_000 + written),
      ...fields,
    })
    add(roomId, entry)
    return entry
  }

  function newMid() {
    written++
    return message(written).mid
  }

  function add(roomId: RoomId, entry: Entry) {
    server.room(roomId).log.push(entry)
    tell(roomId, [entry])
  }

  function tell(roomId: RoomId, entries: readonly Entry[]) {
    const room = server.room(roomId)
    const batch = { roomId, epoch: room.epoch, entries }
    const fact = (follower: FakeLink) => () => follower.tell('room:entries', batch)
    for (const follower of room.followers) if (!server.faults.losesFact()) onItsWay(follower, fact(follower))
  }

  function tellResync(roomId: RoomId, reason: ResyncReason) {
    for (const follower of server.room(roomId).followers)
      onItsWay(follower, () => follower.tell('room:resync', { roomId, reason }))
  }

  function onItsWay(to: FakeLink, arrive: () => void) {
    const { count, lastAt } = onWire.get(to) ?? { count: 0, lastAt: 0 }
    const latencyMs = server.faults.latencyMs()
    if (latencyMs === 0 && count === 0) return arrive()

    const arrivesAt = Math.max(lastAt, clock.now() + latencyMs)
    onWire.set(to, { count: count + 1, lastAt: arrivesAt })
    clock.after(arrivesAt - clock.now(), () => {
      const wire = onWire.get(to)
      if (wire) onWire.set(to, { ...wire, count: wire.count - 1 })
      arrive()
    })
  }

  return server
}

function pageOf(room: ModelRoom, entries: readonly Entry[]): LogPage {
  return { epoch: room.epoch, entries, headSeq: seq(room.log.length), oldestSeq: seq(room.oldestSeq) }
}

function summary(roomId: RoomId): RoomSummary {
  return { roomId, name: roomId, kind: 'public', topic: '', memberCount: 1, createdAt: 0 }
}
