// A participant on the textbook cluster: stock socket.io-client, which connects again by itself and joins its rooms again.
// What it writes it writes in order, one message at a time per room, and again until it is answered.

import type { RoomId } from '@hubbub/shared'
import { io } from 'socket.io-client'
import type { TextbookMessage } from '../../baseline/textbook.js'
import { eventually } from '../../support/eventually.js'
import type { HistoryWriter } from '../write-history.js'
import type { Counts, Participant } from './participant.js'
import { bodyHash } from './record-entries.js'

const ACK_TIMEOUT_MS = 5_000
const JOINED_WITHIN_MS = 60_000
const EPOCH = 'none'

export function openTextbookClient(options: {
  url: string
  name: string
  history: HistoryWriter
  counts: Counts
}): Participant {
  const { url, name, history, counts } = options
  const socket = io(url, {
    transports: ['websocket'],
    forceNew: true,
    reconnectionDelay: 250,
    reconnectionDelayMax: 1_000,
  })
  const joined = new Map<RoomId, { shown: number; written: number; queue: TextbookMessage[] }>()
  let isStopped = false

  socket.on('connect', () => {
    history.write({ f: 'connection', client: name, state: 'connected', worker: socket.id ?? '' })
    for (const room of joined.keys()) void enter(room, true)
  })
  socket.on('disconnect', () => history.write({ f: 'connection', client: name, state: 'lost', worker: null }))
  socket.on('message', arrived)

  function arrived({ room, id, text }: TextbookMessage): void {
    const state = joined.get(room as RoomId)
    if (state === undefined) return
    state.shown += 1
    counts.deliveries += 1
    const entry = { client: name, room, epoch: EPOCH, seq: state.shown, mid: id, key: id }
    const sender = id.slice(0, id.lastIndexOf('/'))
    history.write({ f: 'receive', source: 'live', worker: '', ...entry, sender, body: bodyHash(text) })
    history.write({ f: 'show', ...entry })
  }

  async function enter(room: RoomId, isAgain: boolean): Promise<void> {
    await eventually(() => socket.timeout(ACK_TIMEOUT_MS).emitWithAck('join', room), {
      withinMs: JOINED_WITHIN_MS,
    })
    if (isAgain) return
    const empty = { epoch: EPOCH, headSeq: 0, oldestSeq: 1, isResume: false, from: null, resync: null }
    history.write({ f: 'join', client: name, room, worker: '', ...empty })
  }

  async function sendAll(room: RoomId, queue: TextbookMessage[]): Promise<void> {
    for (let next = queue[0]; next !== undefined && !isStopped; next = queue[0]) {
      const message = next
      const sent = { f: 'send', client: name, room, key: message.id, sender: name } as const
      await eventually(
        async () => {
          if (!isStopped) await socket.timeout(ACK_TIMEOUT_MS).emitWithAck('message', message)
        },
        { withinMs: JOINED_WITHIN_MS },
      )
      if (isStopped) return
      counts.acks += 1
      const ack = { seq: 0, epoch: EPOCH, mid: message.id, duplicate: false, worker: '' }
      history.write({ ...sent, type: 'ok', ...ack })
      queue.shift()
    }
  }

  return {
    name,
    userId: name,
    isConnected: () => socket.connected,
    rooms: () => [...joined.keys()],
    async join(rooms) {
      for (const room of rooms) {
        joined.set(room, { shown: 0, written: 0, queue: [] })
        await enter(room, false)
      }
    },
    send(room, text) {
      const state = joined.get(room)
      if (state === undefined) throw new Error(`${name} is not in ${room}`)
      state.written += 1
      counts.sends += 1
      const id = `${name}/${room}-${state.written}`
      const send = { f: 'send', client: name, room, key: id, sender: name } as const
      history.write({ ...send, type: 'invoke', body: bodyHash(text), count: state.written })
      if (state.queue.push({ room, id, text }) === 1) void sendAll(room, state.queue)
    },
    // It knows no changes.
    change: () => undefined,
    tellTexts: () => undefined,
    pending: room => joined.get(room)?.queue.length ?? 0,
    willBeAway: () => history.write({ f: 'connection', client: name, state: 'away', worker: null }),
    goAway: () => void socket.disconnect(),
    comeBack: () => void socket.connect(),
    stop() {
      isStopped = true
      history.write({ f: 'connection', client: name, state: 'stopped', worker: null })
      socket.disconnect()
    },
  }
}
