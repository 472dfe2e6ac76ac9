// Writes down what a client of ours hears, shows and sends. Always true:
//  - what arrives is written before the client sorts it out, what is shown when its screen has changed;
//  - a send is written when it is stored, which is before it leaves for the first time.

import { createHash } from 'node:crypto'
import type { ChatClient, ChatObserver, OutboxStorage, RoomView } from '@hubbub/client'
import type { ClientMessageId, Entry, RoomId } from '@hubbub/shared'
import type { HistoryWriter } from '../write-history.js'
import type { Counts } from './participant.js'

export interface ClientRecorder {
  readonly observer: ChatObserver
  readonly storage: OutboxStorage
  /** Begins to watch the screen. */
  watch(client: ChatClient): void
  /** Calls back with the head of the log at each answered join. */
  onJoined(listener: (roomId: RoomId, epoch: string, headSeq: number) => void): void
}

export function recordClient(options: {
  history: HistoryWriter
  counts: Counts
  client: string
  userId: string
  outbox: OutboxStorage
}): ClientRecorder {
  const { history, counts, client, userId, outbox } = options
  const written = new Map<RoomId, number>()
  const roomOf = new Map<ClientMessageId, RoomId>()
  const joined: ((roomId: RoomId, epoch: string, headSeq: number) => void)[] = []
  let worker = ''

  const observer: ChatObserver = {
    entries(room, epoch, entries, source) {
      counts.deliveries += entries.length
      for (const entry of entries) {
        const { seq, mid, sender } = entry
        const arrived = { room, epoch, seq, mid, sender: sender.userId, ...contentOf(entry) }
        history.write({ f: 'receive', client, source, worker, ...arrived })
      }
    },
    acked(room, key, { seq, epoch, mid, duplicate }) {
      counts.acks += 1
      const send = { f: 'send', client, room, key, sender: userId } as const
      history.write({ ...send, type: 'ok', seq, epoch, mid, duplicate, worker })
    },
    joined(room, position, { epoch, headSeq, oldestSeq, resync }) {
      const from = position === null ? null : { epoch: position.epoch, seq: position.seq }
      const isResume = from !== null
      history.write({ f: 'join', client, room, worker, epoch, headSeq, oldestSeq, isResume, from, resync })
      for (const listener of joined) listener(room, epoch, headSeq)
    },
  }

  const storage: OutboxStorage = {
    ...outbox,
    put(message) {
      outbox.put(message)
      const { roomId: room, clientMessageId: key, text, refused } = message
      const send = { f: 'send', client, room, key, sender: userId } as const
      if (refused === undefined && !roomOf.has(key)) {
        roomOf.set(key, room)
        const count = (written.get(room) ?? 0) + 1
        written.set(room, count)
        counts.sends += 1
        history.write({ ...send, type: 'invoke', body: bodyHash(text), count })
      } else if (refused !== undefined) {
        // These two the client may say by itself, of a message that has been on its way before.
        const isUnknown = refused.code === 'unavailable' || refused.code === 'not_a_member'
        history.write(
          isUnknown ? { ...send, type: 'unknown' } : { ...send, type: 'fail', code: refused.code },
        )
      }
    },
    remove(key) {
      roomOf.delete(key)
      outbox.remove(key)
    },
  }

  function watch(chat: ChatClient): void {
    const screens = new Map<RoomId, ReturnType<typeof watchRoom>>()
    const look = () => {
      const { connection, rooms } = chat.getState()
      if (connection.state === 'connected') {
        worker = `${connection.node}/${connection.worker}`
        tellConnection('connected')
      }
      for (const [roomId, view] of rooms) {
        const screen = screens.get(roomId) ?? watchRoom({ history, counts, client }, roomId)
        screens.set(roomId, screen)
        screen(view)
      }
      // What came in the same turn as the end was shown before it.
      tellConnection(connection.state)
    }
    chat.subscribe(look)
    look()
  }

  let told = ''
  function tellConnection(state: string): void {
    const isDown = state !== 'connected' && state !== 'signed-out' && state !== 'stopped'
    const now = isDown ? 'lost' : `${state} ${worker}`
    if (now === told || (told === '' && isDown)) return
    told = now
    if (state === 'connected') history.write({ f: 'connection', client, state, worker })
    else if (state === 'signed-out' || state === 'stopped')
      history.write({ f: 'connection', client, state, worker: null })
    else history.write({ f: 'connection', client, state: 'lost', worker: null })
  }

  return { observer, storage, watch, onJoined: listener => void joined.push(listener) }
}

/** What stands on the screen of one room, told each time something has been added to it. */
function watchRoom(
  { history, counts, client }: { history: HistoryWriter; counts: Counts; client: string },
  room: RoomId,
): (view: RoomView) => void {
  let shown: { epoch: string; firstSeq: number; last: Entry } | null = null
  let present = -1
  let timeline: RoomView['timeline'] | null = null

  function write(epoch: string, entries: readonly Entry[], isOlder: boolean): void {
    for (const entry of entries) {
      const { seq, mid } = entry
      const older = isOlder ? { isOlder } : {}
      history.write({ f: 'show', client, ...older, room, epoch, seq, mid, key: contentOf(entry).key })
    }
  }

  return view => {
    if (view.presence.count !== present) {
      present = view.presence.count
      history.write({ f: 'presence', client, room, count: present })
    }
    if (view.timeline === timeline) return
    timeline = view.timeline
    const { epoch, entries } = timeline
    const [first] = entries
    const last = entries.at(-1)
    if (first === undefined || last === undefined) return
    const before = shown?.epoch === epoch ? shown : null
    const at = before === null ? -1 : before.last.seq - first.seq
    if (before !== null && entries[at]?.mid === before.last.mid) {
      write(epoch, entries.slice(0, Math.max(0, before.firstSeq - first.seq)), true)
      write(epoch, entries.slice(at + 1), false)
      if (last.seq - before.last.seq !== entries.length - 1 - at) counts.suspicious += 1
      shown = { epoch, firstSeq: Math.min(before.firstSeq, first.seq), last }
    } else {
      write(epoch, entries, false)
      shown = { epoch, firstSeq: first.seq, last }
    }
  }
}

function contentOf(entry: Entry): { key: string | null; body: string | null } {
  return entry.kind === 'message'
    ? { key: entry.clientMessageId, body: bodyHash(entry.text) }
    : { key: null, body: null }
}

/** 96 bits are enough to tell whether two texts are the same. */
export function bodyHash(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 16)
}
