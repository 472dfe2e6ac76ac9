// Changes messages that a client has on its screen, and writes down what becomes of each change and what the screen says in
// the end. Always true: no text is written twice and no message deleted twice, so that message and text name a change.

import { type ChatClient, CommandFailed, changesIn, type RoomView } from '@hubbub/client'
import type { EntryId, MessageEntry, RoomId, UserId } from '@hubbub/shared'
import type { SeededRandom } from '../../support/seeded-random.js'
import type { HistoryWriter } from '../write-history.js'
import { bodyHash } from './record-entries.js'

/** The newest entries, among which a person looks for what to change. */
const IN_SIGHT = 100
/** The last two are for the server to refuse. */
const WAYS = [
  'edit',
  'edit',
  'edit',
  'edit',
  'delete',
  'delete edited',
  'edit deleted',
  'edit of another',
] as const

export interface ChangeRecorder {
  /** Does nothing when there is no message of the kind that chance asks for. */
  change(roomId: RoomId, text: string): void
  /** Changes of a room that nobody has answered yet. */
  pending(roomId: RoomId): number
  tellTexts(): void
}

export function recordChanges(options: {
  history: HistoryWriter
  client: string
  userId: UserId
  chat: ChatClient
  random: SeededRandom
}): ChangeRecorder {
  const { history, client, userId: sender, chat, random } = options
  /** Own messages whose deletion was asked for, whatever came of it. */
  const gone = new Set<EntryId>()
  const pending = new Map<RoomId, number>()

  function candidates(way: (typeof WAYS)[number], { entries }: RoomView['timeline']): MessageEntry[] {
    const messages = entries.slice(-IN_SIGHT).filter(entry => entry.kind === 'message')
    const own = messages.filter(message => message.sender.userId === sender)
    if (way === 'edit of another') return messages.filter(message => message.sender.userId !== sender)
    if (way === 'edit deleted') return own.filter(({ mid }) => gone.has(mid))
    const left = own.filter(({ mid }) => !gone.has(mid))
    if (way !== 'delete edited') return left
    const changed = changesIn(entries)
    return left.filter(({ mid }) => changed.has(mid))
  }

  async function make(room: RoomId, message: MessageEntry, text: string | null): Promise<void> {
    const body = text === null ? null : bodyHash(text)
    const change = { f: 'change', client, room, target: message.mid, body, sender } as const
    history.write({ ...change, type: 'invoke' })
    try {
      await chat.change(room, message, text)
      history.write({ ...change, type: 'ok' })
    } catch (failure) {
      if (!(failure instanceof CommandFailed)) throw failure
      const { code, retryable } = failure
      history.write(retryable ? { ...change, type: 'unknown' } : { ...change, type: 'fail', code })
    }
  }

  const count = (room: RoomId, by: number) => pending.set(room, (pending.get(room) ?? 0) + by)

  return {
    change(room, text) {
      const timeline = chat.getState().rooms.get(room)?.timeline
      const way = random.pick(WAYS)
      const found = timeline === undefined ? [] : candidates(way, timeline)
      if (found.length === 0) return
      const message = random.pick(found)
      const isDeletion = way === 'delete' || way === 'delete edited'
      if (isDeletion) gone.add(message.mid)
      count(room, 1)
      void make(room, message, isDeletion ? null : text).finally(() => count(room, -1))
    },
    pending: room => pending.get(room) ?? 0,
    tellTexts() {
      for (const [room, { timeline }] of chat.getState().rooms) {
        const { epoch, entries } = timeline
        const [first, last] = [entries[0], entries.at(-1)]
        if (first === undefined || last === undefined) continue
        const changed = [...changesIn(entries)].map(
          ([target, text]) => [target, text === null ? null : bodyHash(text)] as const,
        )
        const stretch = { firstSeq: first.seq, lastSeq: last.seq }
        history.write({ f: 'texts', client, room, epoch, ...stretch, changed })
      }
    },
  }
}
