import { parseRoomId, parseUserId } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { createDrafts } from '../../../apps/web/src/features/composer/drafts.js'
import { ann, bob, LOBBY, message, picture } from '../client/make.js'

const elsewhere = parseRoomId('elsewhere')
const { seq, mid } = message(7)

/** Like a browser's: its keys are its own properties. */
class MemoryStorage {
  [key: string]: unknown
  getItem(key: string) {
    return Object.hasOwn(this, key) ? String(this[key]) : null
  }
  setItem(key: string, value: string) {
    this[key] = value
  }
  removeItem(key: string) {
    delete this[key]
  }
}

test('what was begun in a room, text and answered message, waits there for whoever began it', () => {
  const storage = new MemoryStorage()
  const drafts = createDrafts(storage, ann.userId)
  drafts.write(LOBBY, 'hello')
  drafts.writeReplyTo(LOBBY, { seq, mid })
  drafts.writeFiles(LOBBY, [picture])
  const later = createDrafts(storage, ann.userId)
  expect([LOBBY, elsewhere].map(later.has)).toEqual([true, false])
  expect(later.read(LOBBY)).toBe('hello')
  expect(later.readReplyTo(LOBBY)).toEqual({ seq, mid })
  expect(later.readFiles(LOBBY)).toEqual([picture])
  expect(later.readFiles(elsewhere)).toEqual([])
  expect(later.read(elsewhere)).toBe('')
  expect(later.readReplyTo(elsewhere)).toBeNull()
  expect(createDrafts(storage, bob.userId).readReplyTo(LOBBY)).toBeNull()
})

test('nothing is left of what was sent, given up or written before signing out', () => {
  const storage = new MemoryStorage()
  const drafts = createDrafts(storage, ann.userId)
  drafts.write(LOBBY, 'hello')
  drafts.writeReplyTo(LOBBY, { seq, mid })
  drafts.write(LOBBY, '')
  drafts.writeReplyTo(LOBBY, null)
  drafts.writeFiles(LOBBY, [picture])
  expect(drafts.has(LOBBY)).toBe(true)
  drafts.writeFiles(LOBBY, [])
  expect(drafts.has(LOBBY)).toBe(false)
  expect(Object.keys(storage)).toEqual([])

  drafts.write(LOBBY, 'hello')
  drafts.writeReplyTo(elsewhere, { seq, mid })
  drafts.writeFiles(elsewhere, [picture])
  createDrafts(storage, bob.userId).write(LOBBY, 'mine')
  drafts.clear()
  expect(Object.values(storage)).toEqual(['mine'])
})

test('what cannot be read as an answered message, or as a file, is none', () => {
  const storage = new MemoryStorage()
  const drafts = createDrafts(storage, parseUserId('u'))
  for (const item of ['{', '"7"', '{"seq":1}', '{"seq":"1","mid":"mid-00000007"}']) {
    storage.setItem(`hubbub.draft.u.${LOBBY}.reply-to`, item)
    expect(drafts.readReplyTo(LOBBY)).toBeNull()
    storage.setItem(`hubbub.draft.u.${LOBBY}.files`, item)
    expect(drafts.readFiles(LOBBY)).toEqual([])
  }
  storage.setItem(`hubbub.draft.u.${LOBBY}.files`, JSON.stringify([{ blob: 7 }, picture]))
  expect(drafts.readFiles(LOBBY)).toEqual([picture])
})
