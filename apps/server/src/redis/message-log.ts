// A room's log in a Redis stream. Always true:
//  - append, sequence, receipt and publication are one script: all of it happened or nothing did;
//  - while one append of a room is under way, later ones wait and go together in the next (group commit); those of all
//    rooms leave at the same moments (`departures.ts`);
//  - what is appended while Redis is away waits for it, for as long as a command may take;
//  - what a caller is told stands in the log; when Redis does not answer, the caller is told `unavailable`, never yes.

import {
  ChatError,
  JOIN_PAGE_ENTRIES,
  PAGE_MAX_BYTES,
  PAGE_MAX_ENTRIES,
  RECEIPT_TTL_SECONDS,
  RESTRICTED_LIST_MAX,
  type ReadHistory,
  type RoomId,
  type SendReceipt,
  type UserId,
} from '@hubbub/shared'
import type { FeedLog, Head, MessageDraft, MessageLog } from '../chat/ports.js'
import { createAskedTogether, keysAtOnce } from './asked-together.js'
import { hashOfMessage } from './body-hash.js'
import { type Commands, reach } from './connections.js'
import { createDepartures } from './departures.js'
import type { Keys } from './keys.js'
import { parseHead, parseOtherHeads, parsePage, parseReceipt, refusal } from './log-replies.js'
import { newEntryId, newEpoch } from './random-ids.js'
import type { Ready } from './ready-wait.js'
import type { Confirm } from './replica-wait.js'
import { createScript } from './script.js'

/** Messages in one script call; keeps Redis from standing still for one room. */
const BATCH_MAX = 100
/** Messages of one room that may wait on one worker. */
const QUEUE_MAX = 1_000

/** What `lua/read.lua` is asked for. */
interface Stretch {
  mode: 'newest' | 'before' | 'after' | 'resume'
  /** Most entries. */
  limit: number
  epoch?: string
  seq?: number
  mid?: string
  /** Most entries when the position is of no use; default: `limit`. */
  freshLimit?: number
  /** Of who joins. */
  moderatesAll?: boolean
}
/** Of a message, this is about what it carries. */
const NO_SUCH_FILE = { not_found: 'One of these files is not there any more, or was sent before.' }
/** Keys of a room that an append needs, in the order in which `lua/append.lua` takes them. */
const APPENDED_TO = [
  ...(['log', 'head', 'members', 'restricted', 'webhooks'] as const),
  ...(['files', 'unsentFiles', 'sentFiles', 'room', 'slow', 'moderators'] as const),
]
/** The same for `lua/read.lua`. */
const READ = [
  ...(['log', 'head', 'members', 'deleted', 'pins'] as const),
  ...(['room', 'slow', 'restricted', 'moderators'] as const),
]
const HEAD_ONLY: Stretch = { mode: 'newest', limit: 1 }

interface Waiting {
  draft: MessageDraft
  resolve: (receipt: SendReceipt) => void
  reject: (reason: unknown) => void
}

/** The way that appends take. */
export interface Appends {
  through: Commands
  /** Waited for before an append. */
  ready: Ready
  /** Waited for after it: makes it as durable as an ack says. */
  confirm: Confirm
}

/** One call of the append script was answered. */
export type AppendCounter = (batch: { messages: number; appended: number; duplicates: number }) => void

export function createMessageLog(
  redis: Commands,
  keys: Keys,
  entriesToKeep: number,
  appends: Appends,
  counted: AppendCounter = () => undefined,
): MessageLog & FeedLog & { waiting(): number } {
  const appendScript = createScript(appends.through, 'log.lua', 'append.lua')
  const readScript = createScript(redis, 'log.lua', 'read.lua')
  const otherHeadsScript = createScript(redis, 'heads-other-than.lua')
  const askHead = createAskedTogether(redis, ['HMGET', 'epoch', 'seq', 'mid'])
  const queues = new Map<RoomId, Waiting[]>()
  const untilDeparture = createDepartures()

  return {
    append(draft) {
      return new Promise((resolve, reject) => {
        const queue = queues.get(draft.roomId)
        if (queue === undefined) {
          queues.set(draft.roomId, [{ draft, resolve, reject }])
          void drainQueue(draft.roomId)
        } else if (queue.length >= QUEUE_MAX) {
          reject(new ChatError('overloaded', 'Too many messages at once in this room.', 1_000))
        } else {
          queue.push({ draft, resolve, reject })
        }
      })
    },

    async resume({ user, moderatesAll }, { roomId, position }) {
      const freshLimit = JOIN_PAGE_ENTRIES
      const stretch: Stretch =
        position === undefined
          ? { mode: 'newest', limit: freshLimit }
          : { mode: 'resume', ...position, limit: PAGE_MAX_ENTRIES, freshLimit }
      const { page, state } = await read(roomId, user.userId, { ...stretch, moderatesAll })
      if (state === null) throw new Error('the read script gave no state to a reader who joins')
      return { ...page, ...state }
    },

    async page(reader: UserId, request: ReadHistory) {
      const { epoch, limit } = request
      const from =
        'before' in request
          ? ({ mode: 'before', seq: request.before } as const)
          : ({ mode: 'after', seq: request.after } as const)
      const { page } = await read(request.roomId, reader, { ...from, epoch, limit })
      const { resync: _, ...logPage } = page
      return logPage
    },

    async head(roomId) {
      const head = parseHead(await askHead(keys.head(roomId)))
      // A room without a head has lost it, or was never written to: reading gives it one.
      return head ?? (await read(roomId, null, HEAD_ONLY)).head
    },

    headsOtherThan(known) {
      const all = [...known]
      const parts: Promise<Map<RoomId, Head>>[] = []
      const atOnce = keysAtOnce(redis)
      for (let from = 0; from < all.length; from += atOnce)
        parts.push(otherHeads(all.slice(from, from + atOnce)))
      return parts
    },

    readAfter: (roomId: RoomId, head: Head) =>
      read(roomId, null, { mode: 'resume', ...head, limit: PAGE_MAX_ENTRIES, freshLimit: PAGE_MAX_ENTRIES }),

    /** Messages that wait for an append under way in their room. */
    waiting: () => [...queues.values()].reduce((sum, queue) => sum + queue.length, 0),
  }

  // The map holds a queue exactly as long as an append of that room is under way.
  async function drainQueue(roomId: RoomId): Promise<void> {
    for (let queue = queues.get(roomId); queue && queue.length > 0; queue = queues.get(roomId)) {
      // All that wait, as long as there is no Redis to ask.
      let batch = queue
      try {
        if (queue.length < BATCH_MAX) await untilDeparture()
        await appends.ready()
        batch = queue.splice(0, BATCH_MAX)
        const answers = await appendBatch(
          roomId,
          batch.map(waiting => waiting.draft),
        )
        for (const [index, { resolve, reject }] of batch.entries()) {
          const answer = answers[index]
          if (answer instanceof ChatError) reject(answer)
          else if (answer) resolve(answer)
          else reject(new Error('the append script gave too few answers'))
        }
      } catch (error) {
        for (const { reject } of batch.splice(0)) reject(error)
      }
    }
    queues.delete(roomId)
  }

  async function appendBatch(
    roomId: RoomId,
    drafts: readonly MessageDraft[],
  ): Promise<(SendReceipt | ChatError)[]> {
    const receiptKeys = drafts.map(({ sender, clientMessageId }) =>
      keys.receipt(roomId, sender.userId, clientMessageId),
    )
    const messages = drafts.flatMap(draft => [
      draft.sender.userId,
      newEntryId(),
      hashOfMessage(draft),
      restOfEntry(draft),
      draft.fileIds?.join(' ') ?? '',
    ])
    const moderateAll = drafts.map(draft => (draft.moderatesAll ? ` ${draft.sender.userId} ` : '')).join('')
    const reply = await reach(
      appendScript(
        [...APPENDED_TO.map(part => keys[part](roomId)), ...receiptKeys],
        [newEpoch(), entriesToKeep, RECEIPT_TTL_SECONDS, keys.feed(roomId), moderateAll, ...messages],
      ),
      0,
    )
    if (!Array.isArray(reply)) throw new Error('the append script gave no list')
    await appends.confirm()
    const answers = reply.map(answer =>
      typeof answer === 'string' ? refusal(answer, NO_SUCH_FILE) : parseReceipt(answer),
    )
    const receipts = answers.flatMap(answer => (answer instanceof ChatError ? [] : [answer]))
    const duplicates = receipts.filter(({ duplicate }) => duplicate).length
    counted({ messages: drafts.length, appended: receipts.length - duplicates, duplicates })
    return answers
  }

  async function otherHeads(known: readonly (readonly [RoomId, Head])[]): Promise<Map<RoomId, Head>> {
    const reply = await reach(
      otherHeadsScript(
        known.map(([roomId]) => keys.head(roomId)),
        known.map(([, { epoch, seq, mid }]) => `${epoch} ${seq} ${mid}`),
      ),
    )
    const others = new Map<RoomId, Head>()
    for (const { index, head } of parseOtherHeads(reply)) {
      const roomId = known[index]?.[0]
      if (roomId === undefined) throw new Error('a script told of a head it was not asked for')
      others.set(roomId, head ?? (await read(roomId, null, HEAD_ONLY)).head)
    }
    return others
  }

  async function read(roomId: RoomId, reader: UserId | null, stretch: Stretch) {
    const { mode, limit, epoch = '', seq = 0, mid = '', freshLimit = limit, moderatesAll = false } = stretch
    const from = [newEpoch(), reader ?? '', limit, mode, epoch, seq, mid]
    const most = [freshLimit, PAGE_MAX_BYTES, moderatesAll ? '1' : '', RESTRICTED_LIST_MAX]
    const ofRoom = READ.map(part => keys[part](roomId))
    const reply = await reach(readScript(ofRoom, [...from, ...most]))
    if (typeof reply === 'string') throw refusal(reply)
    return parsePage(reply)
  }
}

/** The script puts seq, mid and sentAt in front, and the files before `text`, which is last: there `lua/read.lua` looks for it. */
function restOfEntry({ sender, clientMessageId, replyTo, text }: MessageDraft): string {
  return JSON.stringify({ kind: 'message', sender, clientMessageId, replyTo, text }).slice(1)
}
