// Files on a disk that all nodes share. Always true:
//  - a file has its name once all of it is on the disk, and is never written again, so that no two processes write one;
//  - room is left for others: the disk may be the one that Redis writes to, which must never find it full;
//  - its path is made of an id of hexadecimal digits and of nothing that a client says.

import { randomBytes } from 'node:crypto'
import { type FileHandle, mkdir, open, rename, rm, statfs, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ChatError, FILE_ID_PATTERN, type FileId } from '@hubbub/shared'
import type { FileDisk } from '../chat/ports.js'

const HEAD_BYTES = 256 * 1024
/** Enough to find the size of a photo behind what its camera says of it, and of the colours it has in print. */
const JPEG_HEAD_BYTES = 2 * 1024 * 1024
const JPEG_BEGINS = Buffer.of(0xff, 0xd8, 0xff)
/** Nothing more is written when less is free. Asked again after each step, since others write as well. */
const FREE_MIN_BYTES = 256 * 1024 * 1024
const STEP_BYTES = 1024 * 1024
const NO_ROOM = 'The server has no room for files left.'
const ID = new RegExp(FILE_ID_PATTERN)

/** @param freeBytes of the disk that a folder is on */
export function createFileDisk(folder: string, freeBytes = freeBytesOf): FileDisk {
  const pathOf = (fileId: FileId) => join(folder, pathInFolder(fileId))
  async function mustHaveRoomFor(bytes: number): Promise<void> {
    if ((await freeBytes(folder)) < FREE_MIN_BYTES + bytes) throw new ChatError('no_storage', NO_ROOM)
  }
  return {
    async write(fileId, bytes, maxBytes) {
      const path = pathOf(fileId)
      await mustHaveRoomFor(maxBytes)
      try {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 })
        const written = await writeNew(partOf(path), inSteps(bytes, mustHaveRoomFor), maxBytes)
        await rename(partOf(path), path)
        // Or a power failure might take its name, and not the message that carries it.
        for (const named of [dirname(path), folder]) await syncFolder(named)
        return written
      } catch (error) {
        await removeAll(path).catch(() => undefined)
        throw error instanceof ChatError ? error : noStorage(error)
      }
    },
    remove: fileId => removeAll(pathOf(fileId)),
  }
}

/** Below the folder; in one of 256, so that none becomes too large to look into. */
export function pathInFolder(fileId: FileId): string {
  if (!ID.test(fileId)) throw new TypeError(`not a file id: ${fileId}`)
  return `${fileId.slice(0, 2)}/${fileId}`
}

/** @throws Error with one line for a person when nothing can be kept there */
export async function checkFilesFolder(folder: string): Promise<void> {
  const probe = join(folder, `.probe-${randomBytes(8).toString('hex')}`)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await writeFile(probe, 'x', { flag: 'wx', mode: 0o600 })
    await rm(probe)
  } catch (error) {
    throw new Error(`FILES_DIR: no files can be kept in ${folder} (${messageOf(error)})`)
  }
}

/** A file system that does not tell will say when it is full. */
async function freeBytesOf(folder: string): Promise<number> {
  const told = await statfs(folder).catch(() => null)
  return told === null ? Number.POSITIVE_INFINITY : told.bavail * told.bsize
}

const partOf = (path: string) => `${path}.part`

async function removeAll(path: string): Promise<void> {
  for (const each of [partOf(path), path]) await rm(each, { force: true })
}

async function writeNew(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<{ size: number; head: Buffer }> {
  const file = await open(path, 'wx+', 0o600)
  try {
    let size = 0
    for await (const chunk of bytes) {
      size += chunk.byteLength
      if (size > maxBytes) throw new ChatError('too_long', `A file has at most ${maxBytes} bytes.`)
      await file.writeFile(chunk)
    }
    await file.sync()
    return { size, head: await readHead(file, size) }
  } finally {
    await file.close()
  }
}

async function* inSteps(
  bytes: AsyncIterable<Uint8Array>,
  mustHaveRoomFor: (bytes: number) => Promise<void>,
): AsyncGenerator<Uint8Array> {
  let sinceAsked = 0
  for await (const chunk of bytes) {
    sinceAsked += chunk.byteLength
    if (sinceAsked >= STEP_BYTES) {
      await mustHaveRoomFor(chunk.byteLength)
      sinceAsked = 0
    }
    yield chunk
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

async function readHead(file: FileHandle, size: number): Promise<Buffer> {
  const head = await readFirst(file, Math.min(size, HEAD_BYTES))
  const isJpeg = head.subarray(0, JPEG_BEGINS.length).equals(JPEG_BEGINS)
  return isJpeg && size > HEAD_BYTES ? readFirst(file, Math.min(size, JPEG_HEAD_BYTES)) : head
}

async function readFirst(file: FileHandle, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0)
  return buffer.subarray(0, bytesRead)
}

function noStorage(cause: unknown): ChatError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : ''
  const isFull = code === 'ENOSPC' || code === 'EDQUOT'
  const message = isFull ? NO_ROOM : 'The server cannot keep files right now.'
  return new ChatError('no_storage', message, undefined, { cause })
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
