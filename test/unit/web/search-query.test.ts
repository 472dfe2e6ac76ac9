import { expect, test, vi } from 'vitest'
import { parseSearch } from '../../../apps/web/src/features/search/search-query.js'

const at = (year: number, month: number, day: number) => new Date(year, month - 1, day).getTime()
const wanted = (text: string) => parseSearch(text).wanted
const problem = (text: string) => parseSearch(text).problem

test('[J10] words and filters are told apart, in any order and case', () => {
  expect(parseSearch('  blue canoe ')).toEqual({ wanted: { query: 'blue canoe' }, problem: null })
  expect(wanted('blue from:ada canoe has:file')).toEqual({ query: 'blue canoe', from: 'ada', has: ['file'] })
  expect(wanted('HAS:Link From:Ada')).toEqual({ query: '', from: 'Ada', has: ['link'] })
  expect(wanted('has:file has:link has:file')).toEqual({ query: '', has: ['file', 'link'] })
})

test('[J10] nothing at all, marks alone and blank quotes are nothing to look for, which is no problem', () => {
  for (const text of ['', '   ', '\u0301', '""', '" "'])
    expect(parseSearch(text)).toEqual({ wanted: null, problem: null })
})

test('[J10] a name is taken in quotes of any kind, also while the last one is not written yet', () => {
  for (const text of [
    'from:"Ada Lovelace"',
    'from:“Ada Lovelace”',
    'from:„Ada Lovelace“',
    'from:"Ada Lovelace',
  ])
    expect(wanted(text)).toEqual({ query: '', from: 'Ada Lovelace' })
  expect(wanted('from:"Ada Lovelace"engine')).toEqual({ query: 'engine', from: 'Ada Lovelace' })
  expect(wanted('from:@ada')).toEqual({ query: '', from: 'ada' })
})

test('[J10] names are of any script', () => {
  for (const name of ['Jürgen', 'Ångström', 'J\u0075\u0308rgen', 'Игорь', '山田太郎', 'عمر', '🦊'])
    expect(wanted(`from:${name}`)).toEqual({ query: '', from: name })
})

test('[J10] me is the reader, and somebody of that name is written in quotes', () => {
  expect(wanted('from:me')).toEqual({ query: '', fromMe: true })
  expect(wanted('from:@Me tea')).toEqual({ query: 'tea', fromMe: true })
  expect(wanted('from:"me"')).toEqual({ query: '', from: 'me' })
})

test('[J10] days are those of the reader, and before and after leave out the one they name', () => {
  expect(wanted('on:2026-11-03')).toEqual({ query: '', since: at(2026, 11, 3), until: at(2026, 11, 4) })
  expect(wanted('before:2026-11-01')).toEqual({ query: '', until: at(2026, 11, 1) })
  expect(wanted('after:2026-12-31')).toEqual({ query: '', since: at(2027, 1, 1) })
  expect(wanted('after:2026-10-01 before:2026-11-01 after:2026-10-07')).toEqual({
    ...{ query: '', since: at(2026, 10, 8) },
    until: at(2026, 11, 1),
  })
  expect(wanted('on:2026-1-3')).toEqual(wanted('on:2026-01-03'))
})

test('[J10] a day in which the clocks change is 23 or 25 hours long', () => {
  vi.stubEnv('TZ', 'Europe/Berlin')
  try {
    const hours = (day: string) => {
      const { since = 0, until = 0 } = wanted(`on:${day}`) ?? {}
      return (until - since) / 3_600_000
    }
    expect([hours('2026-03-29'), hours('2026-10-25'), hours('2026-07-01')]).toEqual([23, 25, 24])
  } finally {
    vi.unstubAllEnvs()
  }
})

test('[J10] what is no day is said, and so are days between which there is none', () => {
  for (const text of [
    'on:',
    'on:monday',
    'before:2026',
    'after:2026-11-',
    'on:03.11.2026',
    'on:"2026-11-03 "',
  ])
    expect(parseSearch(`tea ${text}`)).toEqual({
      wanted: null,
      problem: expect.stringMatching(/^Write the day as year-month-day: (on|before|after):2026-11-30\.$/),
    })
  for (const day of ['2026-02-30', '2026-13-01', '2026-00-10', '2026-11-31', '0026-11-03', '2027-02-29'])
    expect(problem(`on:${day}`)).toBe(`There is no day ${day}.`)
  expect(problem('on:2028-02-29')).toBeNull()
  expect(problem('after:2026-11-03 before:2026-11-04')).toBe('No day lies between these dates.')
  expect(problem('on:2026-11-03 on:2026-11-04')).toBe('No day lies between these dates.')
  expect(problem('after:2026-11-03 before:2026-11-05')).toBeNull()
})

test('[J10] what looks like a filter and is none is said, and never searched as a word', () => {
  expect(parseSearch('form:ada tea')).toEqual({
    wanted: null,
    problem: 'There is no filter “form:”. What is meant as a word goes between quotes: "form:ada".',
  })
  expect(problem('in:lobby')).toMatch(/no filter “in:”/)
  expect(problem('größe:5')).toMatch(/no filter “größe:”/)
  expect(problem('toString:x')).toMatch(/no filter “toString:”/)
  expect(problem('has:cheese')).toBe('After has: comes file or link.')
  expect(problem('has:')).toBe('After has: comes file or link.')
  for (const text of ['from:', 'from: ada', 'from:@', 'from:"', 'from:""', 'from:\u0301'])
    expect(problem(text)).toMatch(/^Write after from: who it was/)
  expect(problem('from:ada from:bob')).toBe('Only one from: can be looked for at a time.')
  expect(problem('from:me from:ada')).toBe('Only one from: can be looked for at a time.')
})

test('[J10] addresses, times, code, emoji, and what stands in quotes are words', () => {
  const words = [
    'https://example.com/a:b',
    '12:30',
    'Foo::bar',
    ':tada:',
    'note:',
    'a.b:c',
    '"tea',
    '\\',
    '1:n',
  ]
  for (const word of words) expect(parseSearch(word)).toEqual({ wanted: { query: word }, problem: null })
  expect(wanted('"form:ada" tea')).toEqual({ query: 'form:ada tea' })
  expect(wanted('"from:me"')).toEqual({ query: 'from:me' })
})
