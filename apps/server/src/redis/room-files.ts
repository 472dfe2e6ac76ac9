// What is known of the files of rooms; their bytes lie on the disk. Always true:
//  - a file has its id here before there is a byte of it, so that none is on the disk that nobody would remove;
//  - it is unsent, carried by one message, or doomed: which one changes in one script, with the message or its deletion;
//  - a room that has files is in the list of those to look at.

import {
  type FileId,
  type MessageFile,
  type RoomId,
  UNSENT_FILE_TTL_SECONDS,
  type UserId,
} from '@hubbub/shared'
import type { RoomFiles } from '../chat/ports.js'
import { type Commands, reach } from './connections.js'
import type { Keys } from './keys.js'
import { refusal } from './log-replies.js'
import { createScript } from './script.js'

/** How often a room that has files is looked at. */
const LOOK_AGAIN_MS = 6 * 60 * 60 * 1_000
const ROOMS_AT_ONCE = 100
const FILES_AT_ONCE = 100
/** Less than the time between two looks of one worker: the next may begin. */
const SWEEP_MS = 50_000
const NO_FILE = { not_found: 'There is no such file any more.' }

export function createRoomFiles(redis: Commands, keys: Keys): RoomFiles {
  const takeScript = createScript(redis, 'log.lua', 'take-file.lua')
  const lookScript = createScript(redis, 'log.lua', 'look-at-file.lua')
  const sweepScript = createScript(redis, 'log.lua', 'sweep-files.lua')

  return {
    async reserve(roomId, owner, fileId) {
      await take(roomId, owner, fileId, '')
      // After it: whoever takes a room off the list looks once more then.
      await reach(redis.zadd(keys.fileRooms, 'NX', Date.now() + LOOK_AGAIN_MS, roomId))
    },

    keep: (roomId, owner, file) => take(roomId, owner, file.fileId, JSON.stringify(file)),

    async giveUp(roomId, fileId) {
      await reach(redis.hdel(keys.files(roomId), fileId))
      // Last: as long as it is listed here, the sweep does what was interrupted.
      await reach(redis.zrem(keys.unsentFiles(roomId), fileId))
    },

    async find(roomId, reader, fileId) {
      const reply = await reach(lookScript(keysOfRead(roomId), [reader, fileId]))
      if (!Array.isArray(reply)) throw refusal(String(reply), NO_FILE)
      // Written by `keep` alone.
      return JSON.parse(String(reply[0])) as MessageFile
    },

    async beginSweep() {
      return (await reach(redis.set(keys.fileSweep, '1', 'PX', SWEEP_MS, 'NX'))) !== null
    },

    async roomsDue(atMs) {
      const due = redis.zrangebyscore(keys.fileRooms, '-inf', atMs, 'LIMIT', 0, ROOMS_AT_ONCE)
      return (await reach(due)) as RoomId[]
    },

    async doomed(roomId) {
      // Before the look: a deletion that comes after it brings the room forward again.
      await reach(redis.zadd(keys.fileRooms, Date.now() + LOOK_AGAIN_MS, roomId))
      return (await sweep(roomId)).doomed
    },

    async removed(roomId, fileIds) {
      if (fileIds.length > 0) await reach(redis.zrem(keys.doomedFiles(roomId), ...fileIds))
    },

    async lookAgain(roomId) {
      const { dueInMs } = await sweep(roomId)
      if (dueInMs !== null) return lookAfter(roomId, dueInMs)
      await reach(redis.zrem(keys.fileRooms, roomId))
      // A file may have been begun since, by somebody who found the room in the list.
      const again = await sweep(roomId)
      if (again.dueInMs !== null) await lookAfter(roomId, again.dueInMs)
    },
  }

  async function take(roomId: RoomId, owner: UserId, fileId: FileId, kept: string): Promise<void> {
    const reply = await reach(takeScript(keysOfRead(roomId), [owner, fileId, kept]))
    if (reply !== 1) throw refusal(String(reply), NO_FILE)
  }

  function keysOfRead(roomId: RoomId): string[] {
    return [keys.members, keys.restricted, keys.files, keys.unsentFiles].map(key => key(roomId))
  }

  /** `dueInMs`: when to look again; null: never. */
  async function sweep(roomId: RoomId): Promise<{ dueInMs: number | null; doomed: FileId[] }> {
    const { log, head, files, unsentFiles, sentFiles, doomedFiles } = keys
    const ofRoom = [log, head, files, unsentFiles, sentFiles, doomedFiles].map(key => key(roomId))
    const reply = await reach(sweepScript(ofRoom, [UNSENT_FILE_TTL_SECONDS * 1_000, FILES_AT_ONCE]))
    if (!Array.isArray(reply) || typeof reply[0] !== 'number') throw new Error('no list of doomed files')
    const [dueIn, ...ids] = reply
    const doomed = ids.map(id => String(id) as FileId)
    if (doomed.length > 0) return { dueInMs: 0, doomed }
    return { dueInMs: dueIn < 0 ? null : Math.min(dueIn, LOOK_AGAIN_MS), doomed }
  }

  /** At the latest. */
  async function lookAfter(roomId: RoomId, ms: number): Promise<void> {
    await reach(redis.zadd(keys.fileRooms, 'LT', Date.now() + ms, roomId))
  }
}
