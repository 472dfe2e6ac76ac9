// Has messages told to people who do not look, some seconds after they were written. Always true:
//  - nobody waits for it: a message is in the log whatever becomes of its push, and all of this may be lost;
//  - one run at a time, and an end to what waits for the next.

import type { Epoch, RoomId, Seq, UserId } from '@hubbub/shared'

/** Whoever has a room before them has read a new message after this time, and needs no push: it is told after one to two of these. */
export const TELL_ABSENT_MS = 2_000
/** Messages that wait for the next run; of what is written beyond that nobody is told. */
const WRITTEN_MAX = 10_000

/** A message that is in the log, or the entry that says who let somebody in. */
export interface Written {
  roomId: RoomId
  epoch: Epoch
  seq: Seq
  senderId: UserId
  text: string
  /** Who was let in: it is for nobody else. */
  meantFor?: UserId
}

/** @throws ChatError unavailable, when it is not known whether all were told */
export type TellRoom = (roomId: RoomId, messages: readonly Written[]) => Promise<void>

export interface TellAbsent {
  written(message: Written): void
  /**
   * Call every TELL_ABSENT_MS: tells of what had been written at the call before, or later when that still takes its time.
   *
   * @throws ChatError unavailable; that is lost then
   */
  tell(): Promise<void>
  /** The same of all there is, before a worker ends. */
  tellAll(): Promise<void>
}

export function createTellAbsent(deps: {
  /** Whether anybody can have asked for pushes. */
  isUsed: () => Promise<boolean>
  tellRoom: TellRoom
  dropped: () => void
}): TellAbsent {
  const { isUsed, tellRoom, dropped } = deps
  let fresh: Written[] = []
  let waiting: Written[] = []
  let underWay: Promise<void> | null = null

  return {
    written(message) {
      if (fresh.length >= WRITTEN_MAX) return dropped()
      // Of most, what they say is of no use here and need not be kept.
      fresh.push(message.text.includes('@') ? message : { ...message, text: '' })
    },
    async tell() {
      if (underWay !== null) return
      const due = waiting
      waiting = fresh
      fresh = []
      await run(due)
    },
    async tellAll() {
      // Whoever began that run is told what became of it.
      await underWay?.catch(() => null)
      const due = [...waiting, ...fresh]
      waiting = []
      fresh = []
      await run(due)
    },
  }

  async function run(due: readonly Written[]): Promise<void> {
    if (due.length === 0) return
    underWay = tellOf(due)
    try {
      await underWay
    } finally {
      underWay = null
    }
  }

  async function tellOf(due: readonly Written[]): Promise<void> {
    if (!(await isUsed())) return
    const ofRooms = new Map<RoomId, Written[]>()
    for (const message of due) {
      const ofRoom = ofRooms.get(message.roomId)
      if (ofRoom) ofRoom.push(message)
      else ofRooms.set(message.roomId, [message])
    }
    await eachOf([...ofRooms], ([roomId, messages]) => tellRoom(roomId, messages))
  }
}

/** All at once; one that fails keeps no other from its end. @throws what the first that failed threw */
export async function eachOf<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  const outcomes = await Promise.allSettled(items.map(act))
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
}
