import { CommandFailed } from '@hubbub/client'
import { FILES_PER_MESSAGE, type FileId, type MessageFile, parseRoomId, type RoomId } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { createAttachments } from '../../../apps/web/src/features/files/attachments.js'
import { sizeText } from '../../../apps/web/src/features/files/size-text.js'
import { thumbSize } from '../../../apps/web/src/features/files/thumb-size.js'
import type { UploadWatch } from '../../../apps/web/src/features/files/upload-file.js'
import { waitText } from '../../../apps/web/src/features/files/wait-text.js'
import { settled } from '../client/fake-clock.js'
import { LOBBY } from '../client/make.js'

const elsewhere = parseRoomId('elsewhere')
const fileOf = (name: string, size = 100) => new File([new Uint8Array(size)], name)
const storedAs = (name: string): MessageFile => ({
  fileId: name as FileId,
  name,
  type: 'application/octet-stream',
  size: 100,
})

/** Files on their way, each of which the test lets arrive or fail. */
function startAttachments({
  maxBytes = 1_000 as number | null,
  kept = new Map<RoomId, readonly MessageFile[]>(),
} = {}) {
  const uploads: { name: string; watch: UploadWatch; arrive(): void; fail(error: unknown): void }[] = []
  const pauses: number[] = []
  const attachments = createAttachments({
    upload: (_roomId, { name }, watch) =>
      new Promise((resolve, reject) =>
        uploads.push({ name, watch, arrive: () => resolve(storedAs(name)), fail: reject }),
      ),
    drafts: {
      readFiles: roomId => kept.get(roomId) ?? [],
      writeFiles: (roomId, files) => void kept.set(roomId, files),
    },
    maxBytes: () => maxBytes,
    pause: async ms => void pauses.push(ms),
  })
  const told = () =>
    attachments.of(LOBBY).map(each => {
      const { file, state } = each
      return `${file.name}: ${state}${state === 'failed' ? ` (${each.problem})` : ''}`
    })
  return { attachments, uploads, pauses, told, kept, names: () => uploads.map(({ name }) => name) }
}

test('[F1] files go two at a time, in order, also while another room is open; each says how far it is', async () => {
  const { attachments, uploads, told, names } = startAttachments()
  attachments.add(
    LOBBY,
    ['a', 'b', 'c'].map(name => fileOf(name)),
  )
  attachments.add(elsewhere, [fileOf('d')])
  expect(names()).toEqual(['a', 'b'])
  expect(told()).toEqual(['a: sending', 'b: sending', 'c: waiting'])
  uploads[0]?.watch.progress(40)
  expect(attachments.of(LOBBY)[0]).toMatchObject({ sentBytes: 40 })
  uploads[1]?.arrive()
  await settled()
  expect(told()).toEqual(['a: sending', 'b: ready', 'c: sending'])
  uploads[0]?.arrive()
  await settled()
  expect(names()).toEqual(['a', 'b', 'c', 'd'])
  expect(attachments.of(elsewhere)).toMatchObject([{ state: 'sending' }])
})

test('[F1] what the server will not take is said before it is sent', () => {
  const { attachments, uploads, told } = startAttachments()
  attachments.add(LOBBY, [fileOf('large', 1_001), fileOf('empty', 0)])
  expect(told()).toEqual(['large: failed (Larger than 1 KB.)', 'empty: failed (This file is empty.)'])
  expect(attachments.of(LOBBY)).toMatchObject([{ mayRetry: false }, { mayRetry: false }])
  expect(uploads).toEqual([])
})

test('[F2] a message has ten files at most, and who chooses more is told', () => {
  const { attachments } = startAttachments()
  const many = Array.from({ length: FILES_PER_MESSAGE }, (_, n) => fileOf(`${n}`))
  expect(attachments.add(LOBBY, many)).toBeNull()
  expect(attachments.add(LOBBY, [fileOf('one more')])).toBe('A message has 10 files at most.')
  expect(attachments.of(LOBBY)).toHaveLength(FILES_PER_MESSAGE)
  expect(attachments.add(elsewhere, [fileOf('there')])).toBeNull()
})

test('[F1] a connection that breaks off is nobody’s trouble, until it has been tried three times', async () => {
  const { attachments, uploads, pauses, told } = startAttachments()
  attachments.add(LOBBY, [fileOf('a')])
  const away = new CommandFailed('unavailable', 'No answer.', true)
  uploads[0]?.fail(away)
  await settled()
  uploads[1]?.fail(new CommandFailed('rate_limited', 'Too fast.', true, 4_000))
  await settled()
  expect(told()).toEqual(['a: sending'])
  uploads[2]?.fail(away)
  await settled()
  expect(pauses).toEqual([1_000, 4_000])
  expect(told()[0]).toMatch(/^a: failed \(The server cannot be reached/)

  // Whoever is connected again has it tried again, and so has whoever asks for it.
  attachments.serverIsBack()
  for (let n = 3; n < 6; n += 1) {
    uploads[n]?.fail(away)
    await settled()
  }
  const [{ key } = { key: 0 }] = attachments.of(LOBBY)
  attachments.retry(LOBBY, key)
  uploads[6]?.arrive()
  await settled()
  expect(told()).toEqual(['a: ready'])
})

test('[F1] a final refusal, and one for long, is told at once', async () => {
  const { attachments, uploads, told } = startAttachments()
  attachments.add(LOBBY, [fileOf('a'), fileOf('b')])
  uploads[0]?.fail(new CommandFailed('muted', 'Muted.', false))
  uploads[1]?.fail(new CommandFailed('rate_limited', 'As much as one may in an hour.', true, 1_800_000))
  await settled()
  expect(told()).toEqual([
    'a: failed (You are muted in this room.)',
    'b: failed (As much as one may in an hour. Try again in 30 min.)',
  ])
  expect(attachments.of(LOBBY)).toMatchObject([{ mayRetry: false }, { mayRetry: true }])
  attachments.serverIsBack()
  expect(uploads).toHaveLength(2)
})

test('a file that the browser cannot read says so for good, and keeps no other waiting', async () => {
  const { attachments, uploads, told, names } = startAttachments()
  attachments.add(
    LOBBY,
    ['a', 'b', 'c', 'd'].map(name => fileOf(name)),
  )
  for (const upload of uploads.splice(0)) upload.fail(new DOMException('Gone.', 'NotReadableError'))
  await settled()
  expect(names()).toEqual(['c', 'd'])
  expect(told().slice(0, 2)).toEqual(['a', 'b'].map(name => `${name}: failed (This file cannot be read.)`))
  expect(attachments.of(LOBBY)[0]).toMatchObject({ mayRetry: false })
})

test('[F2] what the server has outlives the page, until it has gone with a message or was removed', async () => {
  const { attachments, uploads, kept } = startAttachments()
  attachments.add(
    LOBBY,
    ['a', 'b', 'c'].map(name => fileOf(name)),
  )
  for (const n of [0, 1]) uploads[n]?.arrive()
  await settled()
  attachments.stop()

  const later = startAttachments({ kept })
  expect(later.told()).toEqual(['a: ready', 'b: ready'])
  expect(later.attachments.of(LOBBY)).toBe(later.attachments.of(LOBBY))
  expect(later.attachments.of(elsewhere)).toEqual([])
  later.attachments.remove(LOBBY, later.attachments.of(LOBBY)[0]?.key ?? 0)
  expect(startAttachments({ kept }).told()).toEqual(['b: ready'])
  const many = Array.from({ length: FILES_PER_MESSAGE }, (_, n) => fileOf(`${n}`))
  expect(startAttachments({ kept }).attachments.add(LOBBY, many)).toBe('A message has 10 files at most.')
  later.attachments.clear(LOBBY)
  expect(startAttachments({ kept }).told()).toEqual([])
})

test('who sends too soon is told what to do, shortly, and of no button that is not there', () => {
  const file = fileOf('IMG_20261128_194512_HDR.jpg')
  const failed = { key: 1, file, state: 'failed', problem: 'No.' } as const
  expect(waitText([{ key: 1, file, state: 'sending', sentBytes: 0 }])).toContain('Still sending')
  expect(waitText([{ ...failed, mayRetry: true }])).toMatch(/Remove it, or try it again\.$/)
  expect(waitText([{ ...failed, mayRetry: false }])).toMatch(/Remove it\.$/)
})

test('a file that is removed is sent no further, and makes room for the next', async () => {
  const { attachments, uploads, told } = startAttachments()
  attachments.add(
    LOBBY,
    ['a', 'b', 'c'].map(name => fileOf(name)),
  )
  attachments.remove(LOBBY, attachments.of(LOBBY)[0]?.key ?? 0)
  expect(uploads[0]?.watch.signal.aborted).toBe(true)
  uploads[0]?.watch.progress(50)
  expect(told()).toEqual(['b: sending', 'c: sending'])
  let changes = 0
  attachments.subscribe(() => changes++)
  attachments.clear(LOBBY)
  expect(told()).toEqual([])
  expect(uploads.every(({ watch }) => watch.signal.aborted)).toBe(true)
  expect(changes).toBeGreaterThan(0)
  // The same list for as long as it is empty.
  expect(attachments.of(LOBBY)).toBe(attachments.of(elsewhere))
})

test('sizes are told as people say them', () => {
  expect([1, 999, 1_024, 300_000, 1_048_576, 3_460_000, 52_428_800, 3e9].map(sizeText)).toEqual([
    '1 byte',
    '999 bytes',
    '1 KB',
    '293 KB',
    '1 MB',
    '3.3 MB',
    '50 MB',
    '2.8 GB',
  ])
})

test('an image stands among the messages whole, in its own proportions, and never larger than it is', () => {
  expect(thumbSize({ width: 30, height: 20 })).toEqual({ width: 30, height: 20 })
  expect(thumbSize({ width: 3_600, height: 1_800 })).toEqual({ width: 360, height: 180 })
  expect(thumbSize({ width: 1_000, height: 2_600 })).toEqual({ width: 100, height: 260 })
  expect(thumbSize({ width: 50_000, height: 10 })).toEqual({ width: 360, height: 1 })
})
