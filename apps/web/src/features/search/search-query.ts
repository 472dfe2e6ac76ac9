// What is typed into the search field: words and filters, in any order. Always true:
//  - what looks like a filter and is none is a problem that is told, and never searched as a word;
//  - what stands between quotes is no filter;
//  - days are those of the reader's time zone. `before:` and `after:` leave out the day they name.

import type { SearchFor } from '@hubbub/client'
import { type SearchFilters, searchWords } from '@hubbub/shared'

export interface SearchQuery {
  /** null: there is nothing to look for, or a problem. */
  wanted: SearchFor | null
  /** Why nothing is looked for, as a sentence. */
  problem: string | null
}

const QUOTE = '["“”„]'
const NO_QUOTE = '[^"“”„]'
// Neither an address nor a name of a program's, as in Foo::bar, is a filter.
const PART = new RegExp(
  `(?<key>\\p{L}[\\p{L}-]*):(?![/:])(?:${QUOTE}(?<quoted>${NO_QUOTE}*)${QUOTE}?|(?<bare>\\S*))` +
    `|${QUOTE}(?<literal>${NO_QUOTE}*)${QUOTE}|(?<word>\\S+)`,
  'gu',
)
const DAY = /^(\d{4})-(\d{1,2})-(\d{1,2})$/

interface Value {
  text: string
  isQuoted: boolean
}

/** What one filter asks for, or why it asks for nothing. */
type Asked = SearchFilters | string

const FILTERS: Readonly<Record<string, (value: Value) => Asked>> = {
  from: askFrom,
  on: value => askDays('on', value, day => ({ since: startOf(day), until: startOf(day, 1) })),
  before: value => askDays('before', value, day => ({ until: startOf(day) })),
  after: value => askDays('after', value, day => ({ since: startOf(day, 1) })),
  has: ({ text }) => {
    const part = text.toLowerCase()
    return part === 'file' || part === 'link' ? { has: [part] } : 'After has: comes file or link.'
  },
}

export function parseSearch(text: string): SearchQuery {
  const words: string[] = []
  let filters: SearchFilters = {}
  for (const { groups = {} } of text.matchAll(PART)) {
    const { key, quoted, bare, literal, word } = groups
    const asked =
      key === undefined ? null : askOf(key, { text: quoted ?? bare ?? '', isQuoted: quoted !== undefined })
    const together = asked === null || typeof asked === 'string' ? asked : joined(filters, asked)
    if (typeof together === 'string') return { wanted: null, problem: together }
    if (together === null) words.push(literal ?? word ?? `${key}:`)
    else filters = together
  }
  const query = words.join(' ').trim()
  const isNothing = searchWords(query).length === 0 && Object.keys(filters).length === 0
  return { wanted: isNothing ? null : { query, ...filters }, problem: null }
}

/** @returns null: it is a word that ends with a colon */
function askOf(key: string, value: Value): Asked | null {
  const name = key.toLowerCase()
  if (Object.hasOwn(FILTERS, name)) return FILTERS[name]?.(value) ?? null
  if (value.text === '' && !value.isQuoted) return null
  return `There is no filter “${key}:”. What is meant as a word goes between quotes: "${key}:${value.text}".`
}

function askFrom({ text, isQuoted }: Value): Asked {
  const name = text.replace(/^@/, '')
  if (name.toLowerCase() === 'me' && !isQuoted) return { fromMe: true }
  if (searchWords(name).length > 0) return { from: name }
  return 'Write after from: who it was, as in from:ada, from:"Ada Lovelace" or from:me.'
}

type Day = readonly [year: number, month: number, day: number]

function askDays(key: string, { text }: Value, asked: (day: Day) => SearchFilters): Asked {
  const [, year, month, day] = (DAY.exec(text) ?? []).map(Number)
  if (year === undefined || month === undefined || day === undefined)
    return `Write the day as year-month-day: ${key}:2026-11-30.`
  const at = new Date(year, month - 1, day)
  const isDay = at.getFullYear() === year && at.getMonth() === month - 1 && at.getDate() === day
  return isDay ? asked([year, month, day]) : `There is no day ${text}.`
}

/** @returns when it begins, or some days later, in milliseconds since 1970; a day has not always 24 hours */
function startOf([year, month, day]: Day, daysLater = 0): number {
  return new Date(year, month - 1, day + daysLater).getTime()
}

function joined(filters: SearchFilters, asked: SearchFilters): Asked {
  const isTwice = isOfSender(filters) && isOfSender(asked)
  if (isTwice) return 'Only one from: can be looked for at a time.'
  const since = Math.max(...[filters.since, asked.since].filter(isGiven))
  const until = Math.min(...[filters.until, asked.until].filter(isGiven))
  if (since >= until) return 'No day lies between these dates.'
  const has = new Set([...(filters.has ?? []), ...(asked.has ?? [])])
  return {
    ...filters,
    ...asked,
    ...(Number.isFinite(since) && { since }),
    ...(Number.isFinite(until) && { until }),
    ...(has.size > 0 && { has: [...has] }),
  }
}

function isOfSender({ from, fromMe }: SearchFilters): boolean {
  return from !== undefined || fromMe === true
}

function isGiven(at: number | undefined): at is number {
  return at !== undefined
}
