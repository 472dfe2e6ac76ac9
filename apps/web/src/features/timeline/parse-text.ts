// A message's text, cut into what it shows. Always true:
//  - nothing is lost but the marks themselves: every other character of the text stands in some token;
//  - a link's address has passed the URL parser and is http, https or mailto;
//  - code is taken literally: no links, no mentions and no emphasis inside.

import { type FindName, NO_WORD_BEFORE } from '../mentions/find-name.js'

export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'link'; text: string; href: string }
  | { kind: 'mention'; name: string }
  | { kind: 'strong' | 'emphasis'; children: readonly Inline[] }

export type Block = { kind: 'paragraph'; children: readonly Inline[] } | { kind: 'code'; text: string }

const FENCE = /```(?:[\w+#.-]*\n)?([\s\S]+?)```/g
const INLINE = new RegExp(
  [
    '`(?<code>[^`\\n]+)`',
    `${NO_WORD_BEFORE}(?<mention>@)`,
    '\\b(?<link>(?:https?://|mailto:)[^\\s<>`]+)',
    '(?<![\\p{L}\\p{N}*])\\*(?<strong>[^\\s*](?:[^*\\n]*[^\\s*])?)\\*(?![\\p{L}\\p{N}*])',
    // Behind a backslash it is no mark: ¯\\_(ツ)_/¯ keeps both arms.
    '(?<![\\p{L}\\p{N}_\\\\])_(?<emphasis>[^\\s_](?:[^_\\n]*[^\\s_\\\\])?)_(?![\\p{L}\\p{N}_])',
  ].join('|'),
  'giu',
)
const LINK_PROTOCOLS = new Set(['http:', 'https:', 'mailto:'])

/** @param findName the names that make a mention behind an `@` */
export function parseText(text: string, findName: FindName = () => null): Block[] {
  const blocks: Block[] = []
  let end = 0
  for (const match of text.matchAll(FENCE)) {
    addParagraph(blocks, text.slice(end, match.index), findName)
    blocks.push({ kind: 'code', text: (match[1] ?? '').replace(/\n$/, '') })
    end = match.index + match[0].length
  }
  addParagraph(blocks, text.slice(end), findName)
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

function addParagraph(blocks: Block[], text: string, findName: FindName): void {
  // The line breaks around a code block are the block's own.
  const lines = joinBlankLines(text.replace(/^\n|\n$/g, ''))
  if (lines.trim() !== '') blocks.push({ kind: 'paragraph', children: parseInline(lines, findName) })
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
  const { code, mention, link, strong, emphasis } = match.groups ?? {}
  const length = match[0].length
  if (code !== undefined) return { token: { kind: 'code', text: code }, length }
  if (strong !== undefined)
    return { token: { kind: 'strong', children: parseInline(strong, findName) }, length }
  if (emphasis !== undefined)
    return { token: { kind: 'emphasis', children: parseInline(emphasis, findName) }, length }
  if (mention !== undefined) {
    const name = findName(match.input, match.index + 1)
    if (name === null) return { token: null, length }
    return { token: { kind: 'mention', name }, length: length + name.length }
  }
  const address = withoutTail(link ?? '')
  const href = safeHref(address)
  return {
    token: href === null ? null : { kind: 'link', text: address, href },
    length: address.length,
  }
}

/** Drops what belongs to the sentence and not to the address: a full stop, a bracket that was opened before it. */
function withoutTail(address: string): string {
  // Counted once: thousands of brackets must not keep the page busy.
  const brackets = new Map<string, number>()
  const count = (bracket: string) => brackets.get(bracket) ?? 0
  for (const [bracket] of address.matchAll(/[()[\]{}]/g)) brackets.set(bracket, count(bracket) + 1)

  let end = address.length
  for (; end > 0; end--) {
    const last = address.charAt(end - 1)
    if (/[.,;:!?'"*_~]/.test(last)) continue
    const opening = { ')': '(', ']': '[', '}': '{' }[last]
    if (opening === undefined || count(opening) >= count(last)) break
    brackets.set(last, count(last) - 1)
  }
  return address.slice(0, end)
}

function safeHref(address: string): string | null {
  if (!URL.canParse(address)) return null
  const url = new URL(address)
  return LINK_PROTOCOLS.has(url.protocol) ? url.href : null
}
