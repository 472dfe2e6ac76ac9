// Taking files that members want to send, and finding them again. Always true: a file that is not taken whole leaves nothing
// behind, at the latest when the sweep looks at its room.

import { randomBytes } from 'node:crypto'
import { ChatError, type FileId, type MessageFile, type RoomId, type UserId } from '@hubbub/shared'
import { fileNameOf } from './file-name.js'
import type { FileDisk, RoomFiles, UploadAllowance } from './file-ports.js'
import { readImageHeader } from './image-header.js'

/** Of one user, on one worker. */
const UPLOADS_AT_ONCE = 4

export interface NewUpload {
  roomId: RoomId
  /** As the sender's machine has it. */
  name: string
  /** How many bytes there will be, as was announced. */
  announced: number | undefined
  bytes: AsyncIterable<Uint8Array>
}

export interface FileRules {
  readonly maxBytes: number
  /** @throws ChatError too_long, rate_limited, bad_request for an empty file, and what the ports throw */
  upload(owner: UserId, upload: NewUpload): Promise<MessageFile>
  /** @throws what `RoomFiles.find` throws */
  find(reader: UserId, roomId: RoomId, fileId: FileId): Promise<MessageFile>
}

export function createFileRules(deps: {
  roomFiles: RoomFiles
  disk: FileDisk
  allowance: UploadAllowance
  maxBytes: number
}): FileRules {
  const { roomFiles, disk, allowance, maxBytes } = deps
  const underWay = new Map<UserId, number>()

  return {
    maxBytes,
    async upload(owner, upload) {
      const { announced } = upload
      if (announced !== undefined && announced > maxBytes)
        throw new ChatError('too_long', `A file has at most ${maxBytes} bytes.`)
      const done = begin(owner)
      try {
        return await takeAllowed(owner, upload)
      } finally {
        done()
      }
    },
    find: (reader, roomId, fileId) => roomFiles.find(roomId, reader, fileId),
  }

  /** @returns a function that ends it */
  function begin(owner: UserId): () => void {
    const count = underWay.get(owner) ?? 0
    if (count >= UPLOADS_AT_ONCE)
      throw new ChatError('rate_limited', `${UPLOADS_AT_ONCE} files can be on their way at once.`, 1_000)
    underWay.set(owner, count + 1)
    return () => {
      const left = (underWay.get(owner) ?? 1) - 1
      if (left > 0) underWay.set(owner, left)
      else underWay.delete(owner)
    }
  }

  /** A file that was taken costs its size; one that is refused or breaks off, the least that any costs. */
  async function takeAllowed(owner: UserId, upload: NewUpload): Promise<MessageFile> {
    const most = upload.announced ?? maxBytes
    let used = 0
    await allowance.take(owner, most)
    try {
      const file = await receive(owner, upload, most)
      used = file.size
      return file
    } finally {
      // When this fails, the hour's end gives it back.
      await allowance.giveBack(owner, most, used).catch(() => undefined)
    }
  }

  async function receive(
    owner: UserId,
    { roomId, name, bytes }: NewUpload,
    most: number,
  ): Promise<MessageFile> {
    const fileId = randomBytes(16).toString('hex') as FileId
    await roomFiles.reserve(roomId, owner, fileId)
    try {
      const { size, head } = await disk.write(fileId, bytes, most)
      if (size === 0) throw new ChatError('bad_request', 'This file is empty.')
      const kind = readImageHeader(head) ?? { type: 'application/octet-stream' as const }
      const file = { fileId, name: fileNameOf(name), size, ...kind }
      await roomFiles.keep(roomId, owner, file)
      return file
    } catch (error) {
      await forget(roomId, fileId).catch(() => undefined)
      throw error
    }
  }

  /** What fails here is done by the sweep. */
  async function forget(roomId: RoomId, fileId: FileId): Promise<void> {
    await disk.remove(fileId)
    await roomFiles.giveUp(roomId, fileId)
  }
}
