import { parseUserId } from '@hubbub/shared'
import { expect, test } from 'vitest'
import type { StoredMessage } from '../../../packages/client/src/outbox-storage.js'
import { createWebStorageOutbox, type WebStorage } from '../../../packages/client/src/web-storage-outbox.js'
import { ann, key, LOBBY, message, seq } from './make.js'

function createLocalStorage(): WebStorage {
  const items = new Map<string, string>()
  return {
    get length() {
      return items.size
    },
    key: index => [...items.keys()][index] ?? null,
    getItem: name => items.get(name) ?? null,
    setItem: (name, value) => void items.set(name, value),
    removeItem: name => void items.delete(name),
  }
}

const written = (number: number, fields: Partial<StoredMessage> = {}): StoredMessage => ({
  roomId: LOBBY,
  clientMessageId: key(number),
  text: `message ${number}`,
  writtenAt: number,
  ...fields,
})

test('messages come back as they were stored, in the order they were written', () => {
  const outbox = createWebStorageOutbox(createLocalStorage(), ann.userId)
  const refused = written(2, { refused: { code: 'too_long', message: 'Too long.' } })
  const unsure = written(4, {
    refused: { code: 'banned', message: 'Look before.', mayHaveArrived: true },
  })
  const reply = written(3, { replyTo: { seq: seq(1), mid: message(1).mid } })
  for (const each of [unsure, reply, refused, written(1)]) outbox.put(each)
  expect(outbox.load()).toEqual([written(1), refused, reply, unsure])
})

test('two tabs of one account do not write over each other', () => {
  const storage = createLocalStorage()
  const first = createWebStorageOutbox(storage, ann.userId)
  const second = createWebStorageOutbox(storage, ann.userId)
  first.put(written(1))
  second.put(written(2))
  first.put(written(3))
  second.remove(key(2))
  expect(first.load()).toEqual([written(1), written(3)])
  expect([1, 2, 3].map(number => second.has(key(number)))).toEqual([true, false, true])
})

test('accounts of one browser do not see each other’s messages, nor what else is stored', () => {
  const storage = createLocalStorage()
  storage.setItem('theme', 'dark')
  createWebStorageOutbox(storage, parseUserId('u')).put(written(1))
  createWebStorageOutbox(storage, parseUserId('u:2')).put(written(2))
  expect(createWebStorageOutbox(storage, parseUserId('u')).load()).toEqual([written(1)])
})

test('an item that cannot be read is skipped and left where it is', () => {
  const storage = createLocalStorage()
  const outbox = createWebStorageOutbox(storage, ann.userId)
  for (const [number, item] of ['', '{', 'null', '[]', '{"roomId":7}', '{"roomId":"a b"}'].entries())
    storage.setItem(`hubbub:outbox:${ann.userId}:bad-${number}`, item)
  outbox.put(written(1))
  expect(outbox.load()).toEqual([written(1)])
  expect(storage.length).toBe(7)
})

test('a message that answers or carries what this version does not know is not sent without it', () => {
  const storage = createLocalStorage()
  const outbox = createWebStorageOutbox(storage, ann.userId)
  const unknown = [{ replyTo: { thread: 7 } }, { files: [{ blobId: 'b' }] }, { files: 'b' }]
  for (const [number, extras] of unknown.entries())
    storage.setItem(
      `hubbub:outbox:${ann.userId}:${key(number)}`,
      JSON.stringify({ ...written(number), ...extras }),
    )
  expect(outbox.load()).toEqual([])
  expect(storage.length).toBe(3)
})
