// A message's text, cut into what it shows. Always true:
//  - nothing is lost but the marks themselves: every other character of the text stands in some token;
//  - a link's address has passed the URL parser and is http, https or mailto;
//  - code is taken literally: no links, no mentions and no emphasis inside.

import { LINK, NO_WORD_BEFORE, withoutTail } from '@hubbub/shared'
import type { FindName } from '../mentions/find-name.js'

export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'link'; text: string; href: string }
  | { kind: 'mention'; name: string }
  | { kind: 'strong' | 'struck' | 'emphasis'; children: readonly Inline[] }
  /** Of a list. `number` is the one that was written; null: none. */
  | { kind: 'item'; number: number | null; children: readonly Inline[] }

export type Block =
  | { kind: 'paragraph' | 'quote' | 'bullets' | 'numbers'; children: readonly Inline[] }
  | { kind: 'code'; text: string }

// Behind the mark of a quote it would end outside of that.
const FENCE = /(?<!(?<![^\n])> ?)```(?:[\w+#.-]*\n)?([\s\S]+?)```/g
// Without the blank behind it, it begins a smiley of old: >:(
const QUOTE = /(?<![^\n])> (?=[^\n]*\S)[^\n]*(?:\n>(?: [^\n]*)?(?![^\n]))*/g
// One alone may be a dash before what somebody says, or the end of a sentence on a line of its own.
const LIST = new RegExp(`(?<![^\\n])(?:${twoItems('[-*•]')}|${twoItems('\\d{1,3}[.)]')})`, 'g')
/** A word, whatever stands around it: no smiley, as in -_- */
const WORD_BEGINS = '(?=[^\\s_]*[\\p{L}\\p{N}\\p{Extended_Pictographic}\\p{Regional_Indicator}])'
const INLINE = new RegExp(
  [
    '`(?<code>[^`\\n]+)`',
    `${NO_WORD_BEFORE}(?<mention>@)`,
    `(?<link>${LINK})`,
    between('*', 'strong'),
    between('~', 'struck'),
    // Behind a backslash it is no mark: ¯\\_(ツ)_/¯ keeps both arms.
    `(?<![\\p{L}\\p{N}_\\\\])_(?<emphasis>${WORD_BEGINS}[^\\s_](?:[^_\\n]*[^\\s_\\\\])?)_(?![\\p{L}\\p{N}_])`,
  ].join('|'),
  'giu',
)
const EMPHASIS_BEGINS = new RegExp(`^[^\\p{L}\\p{N}_\\\\]?_${WORD_BEGINS}`, 'u')
const LINK_PROTOCOLS = new Set(['http:', 'https:', 'mailto:'])

/** Words between one or two of a mark, as Slack and as Markdown have it; not a smiley, nor what lies between two homes (~/). */
function between(mark: '*' | '~', kind: 'strong' | 'struck'): string {
  const edge = `\\p{L}\\p{N}${mark}`
  const noHome = mark === '~' ? '(?!/)' : ''
  const words = `(?=[^${mark}\\n]*[\\p{L}\\p{N}])[^\\s${mark}](?:[^${mark}\\n]*[^\\s${mark}])?`
  const opening = `(?<![${edge}])(?<${kind}Mark>[${mark}]{1,2})${noHome}`
  return `${opening}(?<${kind}>${words})\\k<${kind}Mark>${noHome}(?![${edge}])`
}

/** Two lines or more behind such marks, each with those below it that are indented. */
function twoItems(mark: string): string {
  const item = `${mark} +(?=\\S)[^\\n]*(?:\\n[^\\S\\n]+\\S[^\\n]*)*`
  return `${item}(?:\\n${item})+`
}

/** @param findName the names that make a mention behind an `@` */
export function parseText(given: string, findName: FindName = () => null): Block[] {
  // Programs may end their lines as Windows does.
  const text = given.replace(/\r\n?/g, '\n')
  const blocks: Block[] = []
  let end = 0
  for (const match of text.matchAll(FENCE)) {
    addProse(blocks, text.slice(end, match.index), findName)
    blocks.push({ kind: 'code', text: (match[1] ?? '').replace(/\n$/, '') })
    end = match.index + match[0].length
  }
  addProse(blocks, text.slice(end), findName)
  return blocks
}

/** The names behind the mentions, as they are written there. */
export function mentionsIn(blocks: readonly Block[]): string[] {
  return blocks.flatMap(block => (block.kind === 'code' ? [] : block.children.flatMap(namesIn)))
}

function namesIn(inline: Inline): string[] {
  if (inline.kind === 'mention') return [inline.name]
  return 'children' in inline ? inline.children.flatMap(namesIn) : []
}

function addProse(blocks: Block[], text: string, findName: FindName): void {
  let end = 0
  for (const match of text.matchAll(QUOTE)) {
    addParagraphs(blocks, text.slice(end, match.index), findName)
    addLines(blocks, 'quote', match[0].replace(/(?<![^\n])> ?/g, ''), findName)
    end = match.index + match[0].length
  }
  addParagraphs(blocks, text.slice(end), findName)
}

function addParagraphs(blocks: Block[], text: string, findName: FindName): void {
  let end = 0
  for (const match of text.matchAll(LIST)) {
    addLines(blocks, 'paragraph', text.slice(end, match.index), findName)
    blocks.push(listOf(match[0], findName))
    end = match.index + match[0].length
  }
  addLines(blocks, 'paragraph', text.slice(end), findName)
}

function listOf(text: string, findName: FindName): Block {
  const children = text.split(/\n(?=\S)/).map((item): Inline => {
    const [mark = '', words = ''] = item.split(/ +(.*)/s)
    const number = Number.parseInt(mark, 10)
    return {
      kind: 'item',
      number: Number.isNaN(number) ? null : number,
      children: parseInline(words, findName),
    }
  })
  return { kind: /^\d/.test(text) ? 'numbers' : 'bullets', children }
}

function addLines(blocks: Block[], kind: 'paragraph' | 'quote', text: string, findName: FindName): void {
  // The line breaks around a block are its own.
  const lines = joinBlankLines(text.replace(/^\n|\n$/g, ''))
  if (lines.trim() !== '') blocks.push({ kind, children: parseInline(lines, findName) })
}

/** Several empty lines in a row look like one. */
export function joinBlankLines(text: string): string {
  return text.replace(/\n(?:[^\S\n]*\n){2,}/g, '\n\n')
}

function parseInline(text: string, findName: FindName): Inline[] {
  const inlines: Inline[] = []
  let end = 0
  for (const match of text.matchAll(INLINE)) {
    if (match.index < end) continue
    const { token, length } = readToken(match, findName)
    if (token === null) continue
    if (match.index > end) inlines.push({ kind: 'text', text: text.slice(end, match.index) })
    inlines.push(token)
    end = match.index + length
  }
  if (end < text.length) inlines.push({ kind: 'text', text: text.slice(end) })
  return inlines
}

function readToken(match: RegExpExecArray, findName: FindName): { token: Inline | null; length: number } {
  const { code, mention, link, strong, struck, emphasis } = match.groups ?? {}
  const length = match[0].length
  if (code !== undefined) return { token: { kind: 'code', text: code }, length }
  const marked = { strong, struck, emphasis }
  for (const kind of ['strong', 'struck', 'emphasis'] as const) {
    const words = marked[kind]
    if (words !== undefined) return { token: { kind, children: parseInline(words, findName) }, length }
  }
  if (mention !== undefined) {
    const name = findName(match.input, match.index + 1)
    if (name === null) return { token: null, length }
    return { token: { kind: 'mention', name }, length: length + name.length }
  }
  const address = addressIn(link ?? '', isInEmphasis(match))
  const href = safeHref(address)
  return {
    token: href === null ? null : { kind: 'link', text: address, href },
    length: address.length,
  }
}

/** An address may hold the mark of emphasis, which then is not seen as the end of what began before it. */
function isInEmphasis({ input, index }: RegExpExecArray): boolean {
  const opening = input.lastIndexOf('_', index)
  if (opening <= input.lastIndexOf('\n', index)) return false
  return EMPHASIS_BEGINS.test(input.slice(opening && opening - 1, index + 1))
}

/** Without what belongs to the sentence. A `_` only behind emphasis: the addresses of rooms and messages may end with it. */
function addressIn(matched: string, isInEmphasis: boolean): string {
  return withoutTail(isInEmphasis ? matched.replace(/_[.,;:!?'"*~)\]}]*$/, '') : matched)
}

function safeHref(address: string): string | null {
  if (!URL.canParse(address)) return null
  const url = new URL(address)
  return LINK_PROTOCOLS.has(url.protocol) ? url.href : null
}
