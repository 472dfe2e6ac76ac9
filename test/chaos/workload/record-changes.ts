// Changes messages that a client has on its screen, reacts to them, pins them, sets topics, and tries to rename rooms; and writes down what becomes
// of each command and what the screen says in the end. Always true: no text is written twice, no message deleted twice, no
// emoji given to a message twice by one person, nor a pin, so that message and body name a command.

import { type ChatClient, CommandFailed, changesIn, type RoomView, reactionsIn } from '@hubbub/client'
import type { EntryId, MessageEntry, RoomId, UserId } from '@hubbub/shared'
import type { SeededRandom } from '../../support/seeded-random.js'
import { NAME, nameBody, pinBody, reactionBody, reactionsText, TOPIC, topicBody } from '../bodies.js'
import type { HistoryWriter } from '../write-history.js'
import { bodyHash } from './record-entries.js'

/** The newest entries, among which a person looks for what to change. */
const IN_SIGHT = 100
/** As long as a topic may be (C6), in characters of which none needs two. */
const TOPIC_LENGTH = 250
const EMOJI = ['👍', '🎉', '❤️', '👩‍🚀'] as const
const EDITS = ['edit', 'edit', 'edit', 'edit', 'edit deleted', 'edit of another'] as const
const DELETIONS = ['delete', 'delete edited'] as const
const REACTIONS = ['react', 'react', 'react', 'take back', 'react to deleted'] as const
const PINS = ['pin', 'unpin', 'pin deleted'] as const
/** Those of deleted messages, the edit of somebody else's, and the name of a room are for the server to refuse. */
const WAYS = [...EDITS, ...DELETIONS, ...REACTIONS, ...PINS, 'topic', 'rename'] as const
type Way = (typeof WAYS)[number]

interface Given {
  message: MessageEntry
  emoji: string
}

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
  const givenEver = new Set<string>()
  /** What was given and not taken back. */
  const given = new Map<RoomId, Given[]>()
  const pinnedEver = new Set<EntryId>()
  /** Own messages that were pinned and not unpinned. */
  const pinned = new Map<RoomId, MessageEntry[]>()
  const pending = new Map<RoomId, number>()

  function candidates(way: Way, { entries }: RoomView['timeline']): MessageEntry[] {
    const messages = entries.slice(-IN_SIGHT).filter(entry => entry.kind === 'message')
    const own = messages.filter(message => message.sender.userId === sender)
    if (way === 'react') return messages.filter(({ mid }) => !gone.has(mid))
    if (way === 'edit of another') return messages.filter(message => message.sender.userId !== sender)
    if (way === 'edit deleted' || way === 'react to deleted' || way === 'pin deleted')
      return own.filter(({ mid }) => gone.has(mid))
    const left = own.filter(({ mid }) => !gone.has(mid))
    if (way !== 'delete edited') return left
    const changed = changesIn(entries)
    return left.filter(({ mid }) => changed.has(mid))
  }

  function act(way: Way, room: RoomId, timeline: RoomView['timeline'], text: string): Promise<void> | null {
    if (way === 'take back') {
      const taken = given.get(room)?.shift()
      return taken === undefined ? null : react(room, taken, false)
    }
    if (way === 'unpin') {
      const unpinned = pinned.get(room)?.shift()
      return unpinned === undefined ? null : pin(room, unpinned, false)
    }
    if (way === 'topic') {
      // A line of its own, and unlike any other, as the text is.
      const topic = text.slice(0, TOPIC_LENGTH).trim()
      return record(room, TOPIC, topicBody(bodyHash(topic)), () => chat.setTopic(room, topic))
    }
    if (way === 'rename') {
      // As long as a name may be, and unlike any other, as the text is.
      const name = bodyHash(text)
      return record(room, NAME, nameBody(bodyHash(name)), () => chat.renameRoom(room, name))
    }
    const found = candidates(way, timeline)
    if (found.length === 0) return null
    const message = random.pick(found)
    if (way === 'react' || way === 'react to deleted') {
      const emoji = random.pick(EMOJI)
      const name = `${message.mid} ${emoji}`
      if (givenEver.has(name)) return null
      givenEver.add(name)
      given.set(room, [...(given.get(room) ?? []), { message, emoji }])
      return react(room, { message, emoji }, true)
    }
    if (way === 'pin' || way === 'pin deleted') {
      if (pinnedEver.has(message.mid)) return null
      pinnedEver.add(message.mid)
      pinned.set(room, [...(pinned.get(room) ?? []), message])
      return pin(room, message, true)
    }
    const isDeletion = way === 'delete' || way === 'delete edited'
    if (isDeletion) gone.add(message.mid)
    const body = isDeletion ? null : bodyHash(text)
    return record(room, message.mid, body, () => chat.change(room, message, isDeletion ? null : text))
  }

  function pin(room: RoomId, message: MessageEntry, on: boolean): Promise<void> {
    const body = pinBody({ on, userId: sender })
    return record(room, message.mid, body, () => chat.pin(room, message, on))
  }

  function react(room: RoomId, { message, emoji }: Given, on: boolean): Promise<void> {
    const body = reactionBody({ emoji, on, userId: sender })
    return record(room, message.mid, body, () => chat.react(room, message, emoji, on))
  }

  async function record(
    room: RoomId,
    target: string,
    body: string | null,
    command: () => Promise<void>,
  ): Promise<void> {
    const change = { f: 'change', client, room, target, body, sender } as const
    history.write({ ...change, type: 'invoke' })
    try {
      await command()
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
      const answered = timeline === undefined ? null : act(random.pick(WAYS), room, timeline, text)
      if (answered === null) return
      count(room, 1)
      void answered.finally(() => count(room, -1))
    },
    pending: room => pending.get(room) ?? 0,
    tellTexts() {
      for (const [room, { timeline, room: about, pins }] of chat.getState().rooms) {
        const { epoch, entries } = timeline
        const [first, last] = [entries[0], entries.at(-1)]
        if (first === undefined || last === undefined) continue
        const changed = [...changesIn(entries)].map(
          ([target, text]) => [target, text === null ? null : bodyHash(text)] as const,
        )
        const reactions = [...reactionsIn(entries)].map(([target, all]) => {
          const emoji = all.map(({ emoji, users }) => [emoji, users.map(({ userId }) => userId)] as const)
          return [target, reactionsText(emoji)] as const
        })
        const stretch = { firstSeq: first.seq, lastSeq: last.seq }
        const called = { name: bodyHash(about.name), topic: bodyHash(about.topic) }
        history.write({
          f: 'texts',
          client,
          room,
          epoch,
          ...stretch,
          changed,
          reactions,
          ...called,
          pins: pins.map(({ mid }) => mid),
        })
      }
    },
  }
}
