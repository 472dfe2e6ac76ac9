// What the rules of reading need from the world. Implemented in redis/.

import type { Epoch, RoomId, Seq, UserId } from '@hubbub/shared'

/** Where an entry stands. */
export interface EntryPlace {
  epoch: Epoch
  seq: Seq
}

/** How far somebody has read in one life of a log. */
export type ReadMark = EntryPlace

export interface ReadMarks {
  /** @returns null when nothing was ever read */
  read(userId: UserId, roomId: RoomId): Promise<ReadMark | null>
  /** Moves forward only, unless `back`. @returns what stands now */
  move(userId: UserId, roomId: RoomId, place: ReadMark & { back: boolean }): Promise<Seq>
  /**
   * The same for who has just come, when the log ended there: what was written before is no news to them, nor read by them.
   *
   * @param place `again`: also when they have begun before @returns what stands now
   */
  begin(userId: UserId, roomId: RoomId, place: ReadMark & { again: boolean }): Promise<Seq>
  /** Those of the users who have read the entry at that place since they came. */
  readersAmong(userIds: readonly UserId[], roomId: RoomId, epoch: Epoch, seq: Seq): Promise<UserId[]>
}
