// Who is mentioned in a text, who is suggested under an `@`, and which rooms have a mention unread.

import { type Entry, parseUserId, type RoomPresence, type User } from '@hubbub/shared'
import { describe, expect, test } from 'vitest'
import { createFindName } from '../../../apps/web/src/features/mentions/find-name.js'
import { peopleOf } from '../../../apps/web/src/features/mentions/people-of.js'
import { begunMention, suggestPeople } from '../../../apps/web/src/features/mentions/suggest-people.js'
import { hasUnreadMention } from '../../../apps/web/src/features/mentions/unread-mention.js'
import { mentionsIn, parseText } from '../../../apps/web/src/features/timeline/parse-text.js'
import { openTimeline } from '../../../packages/client/src/timeline.js'
import { ann, bob, change, message, page, seq } from '../client/make.js'

const named = (name: string): User => ({ userId: parseUserId(`u-${name}`), name })
const present = (...users: User[]): RoomPresence => ({ count: users.length, users })
const timelineOf = (entries: Entry[]) => openTimeline(page(1, entries.length, { entries }))
const names = (users: readonly User[]) => users.map(({ name }) => name)

describe('in a message', () => {
  const findName = createFindName(['Tom', 'Tom Jones', 'Ann', 'a.b+c (d)', 'snake_case_x', 'Łukasz'])
  const mentioned = (text: string) => mentionsIn(parseText(text, findName))

  test.each([
    ['@Tom', ['Tom']],
    ['hi @tom, and @ANN!', ['tom', 'ANN']],
    ['@Tom Jones is here', ['Tom Jones']],
    ['@Tom Jonesy is not', ['Tom']],
    ["@Tom's and (@Ann).", ['Tom', 'Ann']],
    ['*@Tom* and _to @Ann_', ['Tom', 'Ann']],
    ['@Ann/@Tom\n@Tom', ['Ann', 'Tom', 'Tom']],
    ['@a.b+c (d)', ['a.b+c (d)']],
    ['@snake_case_x _and_', ['snake_case_x']],
    ['@łukasz', ['łukasz']],
  ])('%s mentions %j', (text, expected) => {
    expect(mentioned(text)).toEqual(expected)
  })

  test.each([
    'a@Tom',
    'é@Tom',
    '@Tomas',
    '@Tom_2',
    '@Tom-Marie',
    '@Tom.Ford',
    '@ Tom',
    'Tom',
    '`@Tom`',
    '```\n@Tom\n```',
    'https://a.example/@Tom',
    '@nobody',
  ])('%s mentions nobody', text => {
    expect(mentioned(text)).toEqual([])
  })

  test('nothing of the text is lost, and nobody is known where no names are given', () => {
    const children = [
      { kind: 'text', text: 'hi ' },
      { kind: 'mention', name: 'tom' },
      { kind: 'text', text: '!' },
    ]
    expect(parseText('hi @tom!', findName)).toEqual([{ kind: 'paragraph', children }])
    expect(mentionsIn(parseText('hi @Tom', createFindName([])))).toEqual([])
    expect(mentionsIn(parseText('hi @Tom'))).toEqual([])
  })

  test('a text full of @ costs next to nothing', () => {
    const many = createFindName(Array.from({ length: 400 }, (_, index) => `somebody ${index}`))
    const startedAt = performance.now()
    expect(mentionsIn(parseText('@somebody @'.repeat(700), many))).toEqual([])
    expect(performance.now() - startedAt).toBeLessThan(1_000)
  })
})

test('writers come before those who are only present, the last one first, and oneself once, at the end', () => {
  const [cleo, dan] = [named('Cleo'), named('Dan')]
  const timeline = timelineOf([
    message(1, { sender: cleo }),
    message(2),
    message(3, { sender: ann }),
    message(4, { sender: cleo }),
  ])
  const presence = present(ann, bob, dan)
  expect(names(peopleOf({ timeline, presence }, ann))).toEqual(['Cleo', 'Bob', 'Dan', 'Ann'])

  const again = { ...named('x'), name: 'bob' }
  expect(names(peopleOf({ timeline, presence: present(again) }, ann))).toEqual(['Cleo', 'Bob', 'Ann'])
})

test('[W8] members who are not here are suggested as well, after those who are', () => {
  const presence = present(ann, bob)
  const [cleo, dan] = [named('Cleo'), named('Dan')]
  const members = { users: [ann, bob, cleo, dan], isComplete: true }
  expect(names(peopleOf({ timeline: timelineOf([]), presence, members }, ann))).toEqual([
    'Bob',
    'Cleo',
    'Dan',
    'Ann',
  ])
})

test('[B5] a program is nobody to mention, whatever it goes by, and mentions as anybody does', () => {
  const posted = (at: number, name: string, text: string) =>
    message(at, { sender: { ...named(name), app: 'CI' }, text })
  const timeline = timelineOf([posted(1, 'Eve', 'hi'), posted(2, 'Bob', 'hi @Ann'), message(3)])
  expect(names(peopleOf({ timeline, presence: present() }, ann))).toEqual(['Bob', 'Ann'])
  expect(peopleOf({ timeline, presence: present() }, ann)[0]).toBe(bob)
  const view = { timeline, presence: present(), readSeq: seq(0), partner: null }
  expect(hasUnreadMention(view, ann)).toBe(true)
})

test.each([
  ['@', 0, ''],
  ['hi @to', 3, 'to'],
  ['hi @tom jo', 3, 'tom jo'],
  ['(@Ann', 1, 'Ann'],
  ['@Ann @b', 5, 'b'],
  ['one\n@b', 4, 'b'],
])('%j is a mention that is being written', (text, start, query) => {
  expect(begunMention(text, text.length)).toEqual({ start, query })
  expect(begunMention(`${text} and more`, text.length)).toEqual({ start, query })
})

test.each(['', 'hi', 'a@b', '@ ', '@ tom', '@Tom ', '@one\ntwo', `@${'x'.repeat(33)}`])(
  'nobody is suggested after %j',
  text => {
    expect(begunMention(text, text.length)).toBeNull()
  },
)

test('whoever has a word that begins so is suggested, whole names first, whatever the case and the accents', () => {
  const people = ['Jo Tomson', 'Tom', 'André', 'atom', 'tom-jo', '김민수'].map(named)
  expect(names(suggestPeople(people, 'TOM'))).toEqual(['Tom', 'tom-jo', 'Jo Tomson'])
  expect(names(suggestPeople(people, 'jo'))).toEqual(['Jo Tomson', 'tom-jo'])
  expect(names(suggestPeople(people, 'jo to'))).toEqual(['Jo Tomson'])
  expect(names(suggestPeople(people, 'andre'))).toEqual(['André'])
  expect(names(suggestPeople(people, '기'))).toEqual(['김민수'])
  expect(suggestPeople(people, '')).toEqual(people)
  expect(suggestPeople(people, 'x')).toEqual([])
})

describe('an unread mention', () => {
  const isMentioned = (
    entries: Entry[],
    readSeq = 0,
    presence = present(ann, bob),
    partner: User | null = null,
  ) => hasUnreadMention({ timeline: timelineOf(entries), presence, readSeq: seq(readSeq), partner }, ann)
  const toAnn = message(1, { text: 'hi @ann!' })

  test('is one by somebody else that was not read yet', () => {
    expect(isMentioned([toAnn, message(2)])).toBe(true)
    expect(isMentioned([toAnn, message(2)], 1)).toBe(false)
    expect(isMentioned([message(1)])).toBe(false)
    expect(isMentioned([message(1, { text: '@Ann', sender: ann })])).toBe(false)
    expect(isMentioned([message(1, { text: '`@Ann`' })])).toBe(false)
  })

  test('is every message of a conversation of two, as it reads by now', () => {
    const inDirect = (entries: Entry[], readSeq = 0) => isMentioned(entries, readSeq, present(ann, bob), bob)
    expect(inDirect([message(1)])).toBe(true)
    expect(inDirect([message(1)], 1)).toBe(false)
    expect(inDirect([message(1, { sender: ann })])).toBe(false)
    expect(inDirect([message(1), change(2, 1, null)])).toBe(false)
  })

  test('of somebody with a longer name is none', () => {
    const entries = [message(1, { text: '@Ann Lee is here' })]
    expect(isMentioned(entries, 0, present(ann, named('Ann Lee')))).toBe(false)
    expect(isMentioned(entries)).toBe(true)
  })

  test('is what a message says by now', () => {
    expect(isMentioned([toAnn, change(2, 1, 'hi all')])).toBe(false)
    expect(isMentioned([toAnn, change(2, 1, null)])).toBe(false)
    expect(isMentioned([message(1), change(2, 1, 'hi all'), change(3, 1, '@Ann')])).toBe(true)
  })
})
