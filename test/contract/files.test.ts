// Files of rooms: what the scripts promise, together with a real folder.

import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type ChatError,
  EMPTY_ROOM_TTL_SECONDS,
  type FileId,
  type MessageEntry,
  type MessageFile,
  parseClientMessageId,
  UNSENT_FILE_TTL_SECONDS,
} from '@hubbub/shared'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createFileRules } from '../../apps/server/src/chat/files.js'
import type { FileDisk } from '../../apps/server/src/chat/ports.js'
import { createSweepFiles } from '../../apps/server/src/chat/sweep-files.js'
import { createFileDisk, pathInFolder } from '../../apps/server/src/files/file-disk.js'
import { eventually } from '../support/eventually.js'
import { codeOf, connectStores, draft, user } from './redis-stores.js'

const ann = user('ann')
const bob = user('bob')
const HOURS_MS = 3_600_000
const KIB = 1_024
const MIB = KIB * KIB

async function* chunks(...parts: readonly string[]) {
  for (const part of parts) yield Buffer.from(part)
}

/** A room of Ann and Bob, and a folder for its files. */
async function roomWithFiles(
  around: (disk: FileDisk) => FileDisk = disk => disk,
  { maxBytes = 100, bytesPerHour = 1_000 * MIB } = {},
) {
  const stores = await connectStores()
  const { redis, keys, rooms, roomFiles, log } = stores
  // Other tests of this file have their own rooms to look at, and their own hour.
  for (const key of [keys.fileRooms, keys.fileSweep, keys.uploaded(ann.userId)]) await redis.del(key)
  const { roomId } = await rooms.create('room', 'room', ann)
  await rooms.join(roomId, ann)
  await rooms.join(roomId, bob)
  const folder = mkdtempSync(join(tmpdir(), 'hubbub-files-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const disk = around(createFileDisk(folder))
  const allowance = stores.uploadsOf(bytesPerHour)
  const rules = createFileRules({ roomFiles, disk, allowance, maxBytes })
  const sweepFiles = createSweepFiles(roomFiles, disk)
  return {
    ...stores,
    roomId,
    upload: (name = 'notes.txt', { by = ann, inRoom = roomId, bytes = chunks('some ', 'bytes') } = {}) =>
      rules.upload(by.userId, { roomId: inRoom, name, announced: undefined, bytes }),
    find: (reader: typeof ann, { fileId }: { fileId: FileId }) => rules.find(reader.userId, roomId, fileId),
    send: (files: readonly MessageFile[], { by = ann, key = '', inRoom = roomId, text = '' } = {}) =>
      log.append({
        ...draft(inRoom, by, text, key || undefined),
        fileIds: files.map(({ fileId }) => fileId),
      }),
    /** As if so much time had passed since whatever is unsent was sent here, and since the last look. */
    async sweep({ hoursLater = 0, inRoom = roomId } = {}) {
      for (const fileId of await redis.zrange(keys.unsentFiles(inRoom), '0', '-1'))
        await redis.zincrby(keys.unsentFiles(inRoom), -hoursLater * HOURS_MS, fileId)
      for (const listed of await redis.zrange(keys.fileRooms, '0', '-1'))
        await redis.zincrby(keys.fileRooms, -24 * HOURS_MS, listed)
      await redis.del(keys.fileSweep)
      await sweepFiles(Date.now())
    },
    isOnDisk: ({ fileId }: MessageFile) => existsSync(join(folder, pathInFolder(fileId))),
    onDisk: () =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(path => path.includes('/')),
    newest: async () =>
      (await log.resume({ user: ann, moderatesAll: false }, { roomId })).entries.at(-1) as MessageEntry,
    isInList: async () => (await redis.zscore(keys.fileRooms, roomId)) !== null,
  }
}

test('[F2] a file goes with one message of its owner, which tells what it is', async () => {
  const { upload, send, newest } = await roomWithFiles()
  const [file, other] = [await upload('a "quoted", %1 name.txt'), await upload('text":"')]
  expect(file).toMatchObject({ type: 'application/octet-stream', size: 10 })
  await send([other, file], { text: 'look, "text":"here"' })
  expect(await newest()).toMatchObject({ text: 'look, "text":"here"', files: [other, file] })
  expect(await codeOf(send([file]))).toBe('not_found')
})

test('[F2] of several messages at once that name a file, one has it', async () => {
  const { upload, send } = await roomWithFiles()
  const file = await upload()
  const codes = await Promise.all(Array.from({ length: 5 }, () => codeOf(send([file]))))
  expect(codes.filter(code => code === 'accepted')).toHaveLength(1)
  expect(new Set(codes)).toEqual(new Set(['accepted', 'not_found']))
})

test('[F2] [M3] the same key is one message with its files, and other files are another body', async () => {
  const { upload, send } = await roomWithFiles()
  const [file, other] = [await upload(), await upload()]
  const key = 'the-same-key'
  const receipt = await send([file], { key })
  expect(await send([file], { key })).toEqual({ ...receipt, duplicate: true })
  expect(await codeOf(send([other], { key }))).toBe('conflict')
  expect(await codeOf(send([other]))).toBe('accepted')
})

test('[F2] somebody else cannot send it, nor its owner elsewhere; a refused message takes none of its files', async () => {
  const { upload, send, rooms, restrictions, roomId } = await roomWithFiles()
  const file = await upload()
  const sent = await upload()
  await send([sent])
  expect(await codeOf(send([file], { by: bob }))).toBe('not_found')
  const elsewhere = await rooms.create('other', 'other', ann)
  await rooms.join(elsewhere.roomId, ann)
  expect(await codeOf(send([file], { inRoom: elsewhere.roomId }))).toBe('not_found')
  expect(await codeOf(send([file, sent]))).toBe('not_found')
  expect(await codeOf(send([file], { by: user('eve') }))).toBe('not_a_member')
  const by = { user: bob, moderatesAll: true }
  const target = { user: ann, moderatesAll: false, isGone: false }
  const restrict = (restriction: 'muted' | null, key: string) =>
    restrictions.restrict({ roomId, by, target, clientMessageId: parseClientMessageId(key), restriction })
  await restrict('muted', 'mute-ann-1')
  expect(await codeOf(send([file]))).toBe('muted')
  await restrict(null, 'mute-ann-2')
  expect(await codeOf(send([file]))).toBe('accepted')
})

test('[F1] who is no member, is muted or has been removed sends no file, and leaves nothing behind', async () => {
  const { upload, restrictions, roomId, onDisk, redis, keys } = await roomWithFiles()
  const early = await upload('early.txt', { by: bob })
  const restrict = (restriction: 'muted' | 'banned', clientMessageId: string) =>
    restrictions.restrict({
      roomId,
      by: { user: ann, moderatesAll: false },
      clientMessageId: parseClientMessageId(clientMessageId),
      target: { user: bob, moderatesAll: false, isGone: false },
      restriction,
    })
  expect(await codeOf(upload('x', { by: user('eve') }))).toBe('not_a_member')
  await restrict('muted', 'mute-bob-1')
  expect(await codeOf(upload('x', { by: bob }))).toBe('muted')
  await restrict('banned', 'ban-bob-01')
  expect(await codeOf(upload('x', { by: bob }))).toBe('banned')
  expect(onDisk()).toEqual([pathInFolder(early.fileId)])
  expect(await redis.zcard(keys.unsentFiles(roomId))).toBe(1)
})

test('[F1] what is too large, empty or breaks off leaves nothing behind', async () => {
  const { upload, onDisk, redis, keys, roomId } = await roomWithFiles()
  async function* breakingOff() {
    yield Buffer.from('half')
    throw new Error('the connection ended')
  }
  expect(await codeOf(upload('x', { bytes: chunks('x'.repeat(60), 'x'.repeat(41)) }))).toBe('too_long')
  expect(await codeOf(upload('x', { bytes: chunks() }))).toBe('bad_request')
  expect(await codeOf(upload('x', { bytes: breakingOff() }))).toBe('no_storage')
  expect(await codeOf(upload('x', { bytes: chunks('x'.repeat(100)) }))).toBe('accepted')
  expect(onDisk()).toHaveLength(1)
  expect(await redis.zcard(keys.unsentFiles(roomId))).toBe(1)
  expect(await redis.hlen(keys.files(roomId))).toBe(1)
})

test('[F1] however small files are, nobody sends more of them in an hour than files of 64 KiB', async () => {
  const { upload } = await roomWithFiles(undefined, { bytesPerHour: 5 * 64 * KIB })
  for (let count = 0; count < 3; count += 1)
    expect(await codeOf(upload('x', { bytes: chunks('x') }))).toBe('accepted')
  // Also such as come to nothing.
  for (let count = 0; count < 2; count += 1)
    expect(await codeOf(upload('x', { bytes: chunks() }))).toBe('bad_request')
  const refused = await upload('x', { bytes: chunks('x') }).catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'rate_limited' })
  expect((refused as ChatError).retryAfterMs).toBeGreaterThan(HOURS_MS - 60_000)
  expect(await codeOf(upload('x', { by: bob, bytes: chunks('x') }))).toBe('accepted')
})

test('[F1] what is refused or breaks off costs as little as a small file, and what comes unannounced what it was', async () => {
  const { upload, onDisk } = await roomWithFiles(undefined, { maxBytes: 700 * KIB, bytesPerHour: MIB })
  async function* breakingOff() {
    yield Buffer.alloc(600 * KIB)
    throw new Error('the connection ended')
  }
  expect(await codeOf(upload('x', { bytes: chunks('x') }))).toBe('accepted')
  expect(await codeOf(upload('x', { bytes: breakingOff() }))).toBe('no_storage')
  expect(await codeOf(upload('x', { by: user('eve') }))).toBe('not_a_member')
  expect(await codeOf(upload('x', { bytes: chunks('x'.repeat(700 * KIB)) }))).toBe('accepted')
  expect(await codeOf(upload())).toBe('rate_limited')
  expect(onDisk()).toHaveLength(2)
})

test('[F1] what was not used of an hour that is over is not given back in the next', async () => {
  const { uploadsOf, redis, keys } = await roomWithFiles()
  const allowance = uploadsOf(MIB)
  await allowance.take(ann.userId, MIB)
  expect(await codeOf(allowance.take(ann.userId, 1))).toBe('rate_limited')
  await allowance.giveBack(ann.userId, MIB, 900 * KIB)
  expect(await codeOf(allowance.take(ann.userId, 125 * KIB))).toBe('rate_limited')
  expect(await codeOf(allowance.take(ann.userId, 124 * KIB))).toBe('accepted')
  await redis.del(keys.uploaded(ann.userId))
  await allowance.giveBack(ann.userId, MIB, 1)
  await allowance.take(ann.userId, 100 * KIB)
  await allowance.giveBack(ann.userId, MIB, 1)
  expect(await codeOf(allowance.take(ann.userId, MIB + KIB))).toBe('rate_limited')
  expect(await codeOf(allowance.take(ann.userId, MIB))).toBe('accepted')
  expect(await redis.pttl(keys.uploaded(ann.userId))).toBeGreaterThan(HOURS_MS - 60_000)
})

test('[F1] a disk that cannot be written to is said so, and nothing is known of the file', async () => {
  const full = () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }))
  const { upload, redis, keys, roomId } = await roomWithFiles(disk => ({
    ...disk,
    write: (fileId, _bytes, maxBytes) =>
      disk.write(fileId, { [Symbol.asyncIterator]: () => ({ next: full }) }, maxBytes),
  }))
  const refused = await upload().catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'no_storage', message: 'The server has no room for files left.' })
  expect(await redis.exists(keys.unsentFiles(roomId))).toBe(0)
})

test('[F3] before it is sent its owner alone finds a file, then every member, and a stranger never', async () => {
  const { upload, find, send, rooms, roomId } = await roomWithFiles()
  const file = await upload()
  expect(await find(ann, file)).toEqual(file)
  expect(await codeOf(find(bob, file))).toBe('not_found')
  await send([file])
  expect(await find(bob, file)).toEqual(file)
  expect(await codeOf(find(user('eve'), file))).toBe('not_a_member')
  expect(await codeOf(find(ann, { fileId: '0'.repeat(32) as FileId }))).toBe('not_found')
  await rooms.leave(roomId, bob)
  expect(await codeOf(find(bob, file))).toBe('not_a_member')
})

test('[F4] [C3] with its message a file is gone at once, from the log too, and soon from the disk', async () => {
  const { upload, find, send, changes, roomId, newest, log, sweep, isOnDisk, isInList, redis, keys } =
    await roomWithFiles()
  const [file, other, kept] = [await upload('a],"text":"b.txt'), await upload(), await upload()]
  await send([kept])
  const message = await send([file, other], { text: 'a secret' })
  await redis.zadd(keys.fileRooms, Date.now() + 1_000_000_000, roomId)
  const change = (text: string | null, clientMessageId: string) =>
    changes.change({
      ...{ roomId, sender: ann, text },
      target: { seq: message.seq, mid: message.mid },
      clientMessageId: parseClientMessageId(clientMessageId),
    })
  await change('another', 'change-it-1')
  expect(await find(bob, file)).toEqual(file)
  await change(null, 'delete-it-1')
  expect(await codeOf(find(ann, file))).toBe('not_found')
  expect(await newest()).toMatchObject({ kind: 'message-changed', text: null })
  const { entries } = await log.resume({ user: bob, moderatesAll: false }, { roomId })
  const told = entries.find(({ mid }) => mid === message.mid)
  expect(told).toMatchObject({ text: '', kind: 'message' })
  expect(told).not.toHaveProperty('files')
  expect(JSON.stringify(entries)).not.toContain(file.fileId)
  // The next look is soon, which may be told to another server of a cluster.
  await eventually(async () =>
    expect(Number(await redis.zscore(keys.fileRooms, roomId))).toBeLessThanOrEqual(Date.now()),
  )

  await sweep()
  expect([file, other, kept].map(isOnDisk)).toEqual([false, false, true])
  expect(await redis.exists(keys.doomedFiles(roomId))).toBe(0)
  expect(await isInList()).toBe(true)
})

test('[F4] [R8] a file is gone as well when a moderator deletes its message', async () => {
  const { upload, find, send, changes, roomId, sweep, isOnDisk } = await roomWithFiles()
  const file = await upload('a.txt', { by: bob })
  const { seq, mid } = await send([file], { by: bob })
  const clientMessageId = parseClientMessageId('delete-it-1')
  await changes.change({ roomId, sender: ann, clientMessageId, target: { seq, mid }, text: null })
  expect(await codeOf(find(bob, file))).toBe('not_found')
  await sweep()
  expect(isOnDisk(file)).toBe(false)
})

test('[F4] a file that was sent with no message ends after two days, and can be sent until then', async () => {
  const { upload, send, find, sweep, isOnDisk, isInList } = await roomWithFiles()
  const [late, inTime] = [await upload(), await upload()]
  await sweep({ hoursLater: UNSENT_FILE_TTL_SECONDS / 3_600 - 1 })
  await send([inTime])
  await sweep({ hoursLater: 2 })
  expect([late, inTime].map(isOnDisk)).toEqual([false, true])
  expect(await codeOf(send([late]))).toBe('not_found')
  expect(await codeOf(find(ann, late))).toBe('not_found')
  expect(await isInList()).toBe(true)
})

test('[F4] what a killed worker leaves of an upload ends like a file that is not sent', async () => {
  const { roomFiles, roomId, sweep, onDisk, isInList, upload } = await roomWithFiles(disk => ({
    ...disk,
    // It is killed as it writes: nobody puts anything in order.
    remove: fileId => (isDead ? Promise.reject(new Error('dead')) : disk.remove(fileId)),
  }))
  let isDead = true
  async function* dying() {
    yield Buffer.from('half')
    throw new Error('killed')
  }
  await roomFiles.reserve(roomId, ann.userId, 'a'.repeat(32) as FileId)
  await codeOf(upload('x', { bytes: dying() }))
  isDead = false
  await sweep({ hoursLater: 49 })
  expect(onDisk()).toEqual([])
  // Nothing is left to look at.
  expect(await isInList()).toBe(false)
})

test('[F4] [J4] files go when the log lets go of their message, or is lost', async () => {
  const { upload, send, sweep, isOnDisk, redis, keys, roomId, find } = await roomWithFiles()
  const [trimmed, kept] = [await upload(), await upload()]
  await send([trimmed])
  const { seq } = await send([kept])
  await redis.xtrim(keys.log(roomId), 'MINID', `${seq}-0`)
  await sweep()
  expect([trimmed, kept].map(isOnDisk)).toEqual([false, true])
  expect(await codeOf(find(ann, trimmed))).toBe('not_found')
  await redis.del(keys.log(roomId))
  await sweep()
  expect(isOnDisk(kept)).toBe(false)
})

test('[F4] [J6] with its room a file ends, and nothing of it stays', async () => {
  const { upload, send, sweep, rooms, roomId, onDisk, redis, keys, isInList } = await roomWithFiles()
  await send([await upload()])
  await upload()
  await rooms.leave(roomId, ann)
  await rooms.leave(roomId, bob)
  await redis.hincrby(keys.room(roomId), 'emptyAt', -EMPTY_ROOM_TTL_SECONDS * 1_000)
  await rooms.endEmpty(Date.now() + 48 * HOURS_MS)
  expect(await redis.exists(keys.room(roomId))).toBe(0)
  await sweep()
  expect(onDisk()).toEqual([])
  for (const key of [keys.files, keys.unsentFiles, keys.sentFiles, keys.doomedFiles])
    expect(await redis.exists(key(roomId))).toBe(0)
  expect(await isInList()).toBe(false)
})

test('[F4] a file that cannot be removed keeps no other where it is, and goes later', async () => {
  let stuck: FileId | null = null
  const { upload, sweep, isOnDisk, rooms } = await roomWithFiles(disk => ({
    ...disk,
    remove: fileId => (fileId === stuck ? Promise.reject(new Error('EACCES')) : disk.remove(fileId)),
  }))
  const { roomId: inRoom } = await rooms.create('elsewhere', 'elsewhere', ann)
  await rooms.join(inRoom, ann)
  const files = [await upload(), await upload(), await upload('other', { inRoom })] as const
  stuck = files[0].fileId
  await expect(sweep({ hoursLater: 49 })).rejects.toThrow('EACCES')
  await expect(sweep({ hoursLater: 49, inRoom })).rejects.toThrow('EACCES')
  expect(files.map(isOnDisk)).toEqual([true, false, false])
  stuck = null
  await sweep({ hoursLater: 49 })
  expect(files.map(isOnDisk)).toEqual([false, false, false])
})

test('[F4] a room of which a file is deleted while it is looked at is not put off', async () => {
  const { upload, roomFiles, redis, keys, roomId, changes, send } = await roomWithFiles()
  const [first, second] = [await upload(), await upload()]
  const message = await send([first])
  await send([second])
  expect(await roomFiles.doomed(roomId)).toEqual([])
  await changes.change({
    ...{ roomId, sender: ann, text: null, target: { seq: message.seq, mid: message.mid } },
    clientMessageId: parseClientMessageId('delete-it-2'),
  })
  const due = async () => Number(await redis.zscore(keys.fileRooms, roomId)) <= Date.now()
  await eventually(async () => expect(await due()).toBe(true))
  // As if the look had been before the deletion, and what came of it were told after it.
  await roomFiles.removed(roomId, [first.fileId])
  await roomFiles.lookAgain(roomId)
  expect(await due()).toBe(true)
})

test('[F1] what an interrupted end of an upload leaves is found by the sweep', async () => {
  const { upload, roomFiles, connections, redis, keys, roomId } = await roomWithFiles()
  const { fileId } = await upload()
  const interrupted = new Error('no Redis any more')
  for (const command of ['zrem', 'hdel'] as const) {
    const broken = vi.spyOn(connections.commands, command).mockRejectedValueOnce(interrupted)
    expect(await codeOf(roomFiles.giveUp(roomId, fileId))).toBe('unavailable')
    broken.mockRestore()
    expect(await redis.zscore(keys.unsentFiles(roomId), fileId)).not.toBeNull()
  }
  await roomFiles.giveUp(roomId, fileId)
  expect(await redis.exists(keys.unsentFiles(roomId), keys.files(roomId))).toBe(0)
})

test('[F4] many files go at one look, in many steps, and one sweeper is at it at a time', async () => {
  const { upload, sweep, onDisk, roomFiles, redis, keys } = await roomWithFiles()
  for (let count = 0; count < 250; count += 1) await upload(`${count}.txt`)
  await redis.del(keys.fileSweep)
  expect(await Promise.all([1, 2, 3].map(() => roomFiles.beginSweep()))).toEqual([true, false, false])
  await sweep({ hoursLater: 49 })
  expect(onDisk()).toEqual([])
})
