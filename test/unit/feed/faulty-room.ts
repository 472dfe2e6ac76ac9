// A room whose log is kept in memory and whose channel loses, doubles, delays and swaps what is published.

import {
  type Entry,
  type EntryId,
  type Epoch,
  PAGE_MAX_ENTRIES,
  parseClientMessageId,
  parseRoomId,
  parseSeq,
  parseUserId,
  type ResyncReason,
  type RoomId,
} from '@hubbub/shared'
import type { FeedLog, Head, LogStretch } from '../../../apps/server/src/chat/ports.js'
import { newEntryId, newEpoch } from '../../../apps/server/src/redis/random-ids.js'
import type { ChannelListener, Subscriber } from '../../../apps/server/src/redis/subscriber.js'
import type { SeededRandom } from '../../support/seeded-random.js'

export interface FaultyRoom {
  readonly roomId: RoomId
  readonly channels: Subscriber
  readonly log: FeedLog
  epoch(): Epoch
  entries(): readonly Entry[]
  append(count: number): void
  /** The log is gone: what comes next begins at 1 under a new epoch. */
  loseLog(): void
  /** The newest entries are gone; what comes next has their seqs again. */
  loseTail(count: number): void
  /** Nothing that is on its way arrives; a while later the channel stands again. */
  cutChannel(): void
  /** From now on nothing goes wrong any more. */
  heal(): void
}

export function createFaultyRoom(random: SeededRandom): FaultyRoom {
  const roomId = parseRoomId('room')
  let epoch = newEpoch()
  let entries: Entry[] = []
  let listener: ChannelListener | null = null
  let isFaulty = true
  let connection = 0

  const headNow = (): Head => ({
    epoch,
    seq: entries.at(-1)?.seq ?? parseSeq(0),
    mid: entries.at(-1)?.mid ?? '',
  })

  /** What Redis answers is decided when it is asked, and arrives later. */
  function answered<T>(answer: T): Promise<T> {
    const fails = isFaulty && random.next() < 0.1
    return new Promise((resolve, reject) => {
      setTimeout(() => (fails ? reject(new Error('Redis is away')) : resolve(answer)), random.integer(0, 30))
    })
  }

  function publish(message: string): void {
    const to = connection
    const copies = isFaulty ? random.pick([0, 1, 1, 1, 2]) : 1
    for (let copy = 0; copy < copies; copy += 1) {
      setTimeout(
        () => {
          if (to === connection) listener?.message(message)
        },
        isFaulty ? random.integer(0, 60) : 5,
      )
    }
  }

  function whyNot(head: Head): ResyncReason | null {
    if (head.epoch !== epoch) return 'epoch'
    if (head.seq > entries.length) return 'future'
    return head.seq > 0 && entries[head.seq - 1]?.mid !== head.mid ? 'diverged' : null
  }

  return {
    roomId,
    epoch: () => epoch,
    entries: () => entries,

    channels: {
      async subscribe(_, heard) {
        listener = heard
        await answered(null)
      },
      unsubscribe() {
        listener = null
      },
    },

    log: {
      head: () => answered(headNow()),
      headsOtherThan(known) {
        const now = headNow()
        const others = [...known].filter(
          ([, { epoch, seq, mid }]) => epoch !== now.epoch || seq !== now.seq || mid !== now.mid,
        )
        return [answered(new Map(others.map(([asked]) => [asked, now])))]
      },
      readAfter(_, head) {
        const resync = whyNot(head)
        const found =
          resync === null ? entries.slice(head.seq, head.seq + PAGE_MAX_ENTRIES) : entries.slice(-60)
        const last = found.at(-1)
        const page: LogStretch = {
          epoch,
          entries: found,
          headSeq: headNow().seq,
          oldestSeq: parseSeq(1),
          resync,
        }
        return answered({
          page,
          head: last === undefined ? headNow() : { epoch, seq: last.seq, mid: last.mid },
        })
      },
    },

    append(count) {
      const before = headNow()
      const added = Array.from({ length: count }, (_, index) => newEntry(before.seq + 1 + index))
      entries = [...entries, ...added]
      const { seq, mid } = headNow()
      publish(`${epoch} ${before.seq + 1} ${seq} ${mid} ${before.mid}\n${JSON.stringify(added)}`)
    },

    loseLog() {
      epoch = newEpoch()
      entries = []
    },

    loseTail(count) {
      entries = entries.slice(0, Math.max(0, entries.length - count))
    },

    cutChannel() {
      connection += 1
      const latest = connection
      const heard = listener
      listener = null
      setTimeout(
        () => {
          if (latest !== connection) return
          listener = heard
          // The first messages may be there before the word that the subscription stands.
          setTimeout(() => heard?.resumed(), random.integer(0, 60))
        },
        random.integer(1, 300),
      )
    },

    heal() {
      isFaulty = false
    },
  }
}

function newEntry(seq: number): Entry {
  const mid: EntryId = newEntryId()
  return {
    seq: parseSeq(seq),
    mid,
    sender: { userId: parseUserId('ann'), name: 'Ann' },
    sentAt: 0,
    kind: 'message',
    clientMessageId: parseClientMessageId(`key-${mid}`),
    text: `text of ${mid}`,
  }
}
