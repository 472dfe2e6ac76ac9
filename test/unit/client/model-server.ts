// A whole server in memory, for one user's client: honest about its logs, and as unreliable on the wire as it is told
// to be. What it says here is what PROTOCOL.md promises.

import type {
  Epoch,
  JoinRoom,
  LogPage,
  MessageEntry,
  ReadHistory,
  ResyncReason,
  RoomId,
  RoomSummary,
  SendMessage,
  User,
} from '@hubbub/shared'
import type { Clock } from '../../../packages/client/src/clock.js'
import type { FakeLink, Receive } from './fake-links.js'
import { ann, epoch, key, message, seq } from './make.js'

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
  log: MessageEntry[]
  oldestSeq: number
  readSeq: number
  followers: Set<FakeLink>
}

export interface ModelServer {
  receive: Receive
  faults: Faults
  /** The user's own rooms; one that is not made yet is made. */
  room(roomId: RoomId): ModelRoom
  leave(roomId: RoomId): void
  /** Another user writes. */
  write(roomId: RoomId, sender: User, text?: string): MessageEntry
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
      }
      rooms.set(roomId, made)
      return made
    },
    leave: roomId => void rooms.delete(roomId),
    write: (roomId, sender, text) => append(roomId, sender, { text: text ?? `${sender.name} ${written}` }),
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
        const receipt = send(received.command)
        return () => received.answer(receipt)
      }
      case 'read:mark':
        server.room(received.command.roomId).readSeq = received.command.seq
        return () => received.answer(null)
      case 'room:leave':
        rooms.delete(received.command.roomId)
        return () => received.answer(null)
      case 'typing:set':
        return () => received.answer(null)
      // Nobody here looks for anything, changes anything, or reacts.
      case 'room:search':
      case 'message:change':
      case 'message:react':
        return () => received.refuse('not_found')
      // Nobody here is an operator.
      case 'cluster:read':
      case 'worker:kill':
      case 'worker:reload':
      case 'message:trace':
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
      readSeq: seq(room.readSeq),
      presence: { count: 1, users: [ann] },
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

  function send({ roomId, clientMessageId, text }: SendMessage) {
    const room = server.room(roomId)
    const known = room.log.find(entry => entry.clientMessageId === clientMessageId)
    const entry = known ?? append(roomId, ann, { clientMessageId, text })
    return { ...entry, epoch: room.epoch, duplicate: known !== undefined }
  }

  function append(roomId: RoomId, sender: User, fields: Partial<MessageEntry>): MessageEntry {
    const room = server.room(roomId)
    written++
    const mid = message(written).mid
    const entry = message(room.log.length + 1, {
      sender,
      mid,
      clientMessageId: key(5_000_000 + written),
      ...fields,
    })
    room.log.push(entry)
    tell(roomId, [entry])
    return entry
  }

  function tell(roomId: RoomId, entries: readonly MessageEntry[]) {
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

function pageOf(room: ModelRoom, entries: readonly MessageEntry[]): LogPage {
  return { epoch: room.epoch, entries, headSeq: seq(room.log.length), oldestSeq: seq(room.oldestSeq) }
}

function summary(roomId: RoomId): RoomSummary {
  return { roomId, name: roomId, memberCount: 1, createdAt: 0 }
}
