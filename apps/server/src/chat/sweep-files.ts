// Takes files from the disk that nobody can read any more: those of deleted or trimmed messages, of rooms that have ended,
// those that were never sent, and what is left of uploads that broke off. A bounded part of them each time. A file that
// cannot be removed keeps no other room waiting; its own is looked at again hours later.

import type { FileId, RoomId } from '@hubbub/shared'
import type { FileDisk, RoomFiles } from './file-ports.js'

const ROUNDS_MAX = 10
/** Of one room, each some files. */
const STEPS_MAX = 100

/** @returns what does it, now and then, on any worker; it throws what keeps a file where it is, when all else is done */
export function createSweepFiles(roomFiles: RoomFiles, disk: FileDisk): (atMs: number) => Promise<void> {
  return async function sweepFiles(atMs) {
    if (!(await roomFiles.beginSweep())) return
    const failures: unknown[] = []
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      const due = await roomFiles.roomsDue(atMs)
      if (due.length === 0) break
      for (const roomId of due) failures.push(...(await sweepRoom(roomId)))
    }
    if (failures.length > 0) throw failures[0]
  }

  /** @returns why some of its files are where they were */
  async function sweepRoom(roomId: RoomId): Promise<unknown[]> {
    for (let step = 0; step < STEPS_MAX; step += 1) {
      const doomed = await roomFiles.doomed(roomId)
      if (doomed.length === 0) break
      const failures = await removeEach(roomId, doomed)
      if (failures.length > 0) return failures
    }
    await roomFiles.lookAgain(roomId)
    return []
  }

  async function removeEach(roomId: RoomId, fileIds: readonly FileId[]): Promise<unknown[]> {
    const [removed, failures]: [FileId[], unknown[]] = [[], []]
    // One after another: the disk serves readers as well. Done twice it does no harm.
    for (const fileId of fileIds) {
      try {
        await disk.remove(fileId)
        removed.push(fileId)
      } catch (error) {
        failures.push(error)
      }
    }
    await roomFiles.removed(roomId, removed)
    return failures
  }
}
