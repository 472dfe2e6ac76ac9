// What the rules need for files. Implemented in redis/ (what is known of them) and files/ (their bytes).

import type { FileId, MessageFile, RoomId, UserId } from '@hubbub/shared'

/**
 * The files of each room. Always true: a file is sent with one message at most, in the same step as the message; from the
 * deletion of its message on nobody finds it; whatever was ever reserved is doomed some day, unless its message is kept.
 */
export interface RoomFiles {
  /** Before the first byte of it is written. @throws ChatError not_a_member, banned, muted */
  reserve(roomId: RoomId, owner: UserId, fileId: FileId): Promise<void>
  /** All of it is on the disk: it may be sent. @throws as `reserve`, and not_found when it came too late */
  keep(roomId: RoomId, owner: UserId, file: MessageFile): Promise<void>
  /** Nothing of it is on the disk, and nothing will be. */
  giveUp(roomId: RoomId, fileId: FileId): Promise<void>
  /** @throws ChatError not_a_member, banned; not_found, also for a file of somebody else that is not sent yet */
  find(roomId: RoomId, reader: UserId, fileId: FileId): Promise<MessageFile>

  /** @returns false: somebody else has just begun */
  beginSweep(): Promise<boolean>
  /** Rooms whose files are to be looked at by then, the first few. */
  roomsDue(atMs: number): Promise<RoomId[]>
  /** Files that nobody can read any more, the first few of the room; which is due again in hours, or when another is deleted. */
  doomed(roomId: RoomId): Promise<FileId[]>
  /** These are not on the disk any more. */
  removed(roomId: RoomId, fileIds: readonly FileId[]): Promise<void>
  /** The room is due again when one of its files may be doomed, or never. */
  lookAgain(roomId: RoomId): Promise<void>
}

/** The bytes of files, on a disk that all nodes share. */
export interface FileDisk {
  /**
   * Writes a file, once; nothing of it is there when this throws. There must be room for as many bytes as it may have.
   *
   * @returns its size, and its beginning, enough to tell what it is
   * @throws ChatError too_long, no_storage, and what `bytes` throws
   */
  write(
    fileId: FileId,
    bytes: AsyncIterable<Uint8Array>,
    maxBytes: number,
  ): Promise<{ size: number; head: Buffer }>
  /** Does nothing when there is none. */
  remove(fileId: FileId): Promise<void>
}

/** How much a user may send. */
export interface UploadAllowance {
  /** A small file costs as much as one of 64 KiB. @throws ChatError rate_limited (nothing is taken then), unavailable */
  take(userId: UserId, bytes: number): Promise<void>
  /** What was taken and not used. @throws ChatError unavailable */
  giveBack(userId: UserId, taken: number, used: number): Promise<void>
}
