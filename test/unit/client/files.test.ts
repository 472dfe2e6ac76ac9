import type { FileId, MessageFile } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { isMessageFile, wordsOf } from '../../../packages/client/src/message-file.js'
import { readUploadAnswer } from '../../../packages/client/src/upload-answer.js'
import { createWebStorageOutbox } from '../../../packages/client/src/web-storage-outbox.js'
import { ann, key, LOBBY, picture } from './make.js'

const notes: MessageFile = { ...picture, fileId: 'b'.repeat(32) as FileId, name: 'notes.txt' }

test('[F2] the answer to a new file is what a message can carry, or says why there is none', () => {
  expect(readUploadAnswer(201, JSON.stringify(picture))).toEqual(picture)
  const failure = { ok: false, code: 'too_long', message: 'Too large.', retryable: false }
  expect(() => readUploadAnswer(413, JSON.stringify(failure))).toThrow(
    expect.objectContaining({ code: 'too_long', retryable: false }),
  )
  for (const [status, body] of [
    [0, ''],
    [502, '<html>'],
    [429, '<html>'],
    [201, '{"fileId":7}'],
  ] as const)
    expect(() => readUploadAnswer(status, body)).toThrow(
      expect.objectContaining({ code: 'unavailable', retryable: true }),
    )
  // A proxy that will not have it.
  for (const [status, code] of [
    [413, 'too_long'],
    [403, 'bad_request'],
  ] as const)
    expect(() => readUploadAnswer(status, '<html>')).toThrow(
      expect.objectContaining({ code, retryable: false }),
    )
})

test('what a message carries comes back from a storage, and what is none is let go', () => {
  expect([picture, { ...notes, width: undefined }].every(isMessageFile)).toBe(true)
  for (const other of [null, 'x', {}, { ...picture, size: '1' }, { ...picture, width: '30' }])
    expect(isMessageFile(other)).toBe(false)
  const items = new Map<string, string>()
  const outbox = createWebStorageOutbox(
    {
      get length() {
        return items.size
      },
      key: index => [...items.keys()][index] ?? null,
      getItem: name => items.get(name) ?? null,
      setItem: (name, value) => void items.set(name, value),
      removeItem: name => void items.delete(name),
    },
    ann.userId,
  )
  const message = { roomId: LOBBY, clientMessageId: key(1), text: '', files: [picture], writtenAt: 1 }
  outbox.put(message)
  expect(outbox.load()).toEqual([message])
})

test('where there are words only, files are named when there is no text', () => {
  expect(wordsOf('hello', [picture])).toBe('hello')
  expect(wordsOf('', [picture, notes])).toBe('photo.png, notes.txt')
  expect(wordsOf('')).toBe('')
})
