// Writes down what a client of ours hears, shows and sends. Always true:
//  - what arrives is written before the client sorts it out, what is shown when its screen has changed;
//  - a send is written when it is stored, which is before it leaves for the first time.

import type { ChatClient, ChatObserver, OutboxStorage } from '@hubbub/client'
import type { RoomId } from '@hubbub/shared'
import type { HistoryWriter } from '../write-history.js'
import type { Counts } from './participant.js'
import { contentOf } from './record-entries.js'
import { watchRoom } from './record-screen.js'
import { recordSends } from './record-sends.js'

export interface ClientRecorder {
  readonly observer: ChatObserver
  readonly storage: OutboxStorage
  /** Begins to watch the screen. */
  watch(client: ChatClient): void
  /** Away by its own wish: its client is stopped, and will start again. */
  setAway(isAway: boolean): void
  /** It is not to hear of its room again; of its connection nothing more is told. */
  leaves(): void
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
  const { history, counts, client, userId } = options
  const joined: ((roomId: RoomId, epoch: string, headSeq: number) => void)[] = []
  let worker = ''
  history.write({ f: 'user', client, user: userId })

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

  let isAway = false
  let hasLeft = false
  let told = ''
  function tellConnection(state: string): void {
    if (hasLeft) return
    const isOver = state === 'signed-out' || (state === 'stopped' && !isAway)
    const isDown = state !== 'connected' && !isOver
    const now = isDown ? 'lost' : `${state} ${worker}`
    if (now === told || (told === '' && isDown)) return
    told = now
    if (state === 'connected') history.write({ f: 'connection', client, state, worker })
    else if (isOver) history.write({ f: 'connection', client, state, worker: null })
    else history.write({ f: 'connection', client, state: 'lost', worker: null })
  }

  return {
    observer,
    storage: recordSends(options),
    watch,
    setAway(away) {
      isAway = away
    },
    leaves() {
      tellConnection('stopped')
      hasLeft = true
    },
    onJoined: listener => void joined.push(listener),
  }
}
