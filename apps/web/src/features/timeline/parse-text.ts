// A message's text, cut into what it shows. Always true:
//  - nothing is lost but the marks themselves: every other character of the text stands in some token;
//  - a link's address has passed the URL parser and is http, https or mailto;
//  - code is taken literally: no links and no emphasis inside.

export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'link'; text: string; href: string }
  | { kind: 'strong' | 'emphasis'; children: readonly Inline[] }

export type Block = { kind: 'paragraph'; children: readonly Inline[] } | { kind: 'code'; text: string }

const FENCE = /```(?:[\w+#.-]*\n)?([\s\S]+?)```/g
const INLINE = new RegExp(
  [
    '`(?<code>[^`\\n]+)`',
    '\\b(?<link>(?:https?://|mailto:)[^\\s<>`]+)',
    '(?<![\\p{L}\\p{N}*])\\*(?<strong>[^\\s*](?:[^*\\n]*[^\\s*])?)\\*(?![\\p{L}\\p{N}*])',
    '(?<![\\p{L}\\p{N}_])_(?<emphasis>[^\\s_](?:[^_\\n]*[^\\s_])?)_(?![\\p{L}\\p{N}_])',
  ].join('|'),
  'giu',
)
const LINK_PROTOCOLS = new Set(['http:', 'https:', 'mailto:'])

export function parseText(text: string): Block[] {
  const blocks: Block[] = []
  let end = 0
  for (const match of text.matchAll(FENCE)) {
    addParagraph(blocks, text.slice(end, match.index))
    blocks.push({ kind: 'code', text: (match[1] ?? '').replace(/\n$/, '') })
    end = match.index + match[0].length
  }
  addParagraph(blocks, text.slice(end))
  return blocks
}

function addParagraph(blocks: Block[], text: string): void {
  // The line breaks around a code block are the block's own.
  const lines = joinBlankLines(text.replace(/^\n|\n$/g, ''))
  if (lines.trim() !== '') blocks.push({ kind: 'paragraph', children: parseInline(lines) })
}

/** Several empty lines in a row look like one. */
export function joinBlankLines(text: string): string {
  return text.replace(/\n(?:[^\S\n]*\n){2,}/g, '\n\n')
}

function parseInline(text: string): Inline[] {
  const inlines: Inline[] = []
  let end = 0
  for (const match of text.matchAll(INLINE)) {
    if (match.index < end) continue
    const { token, length } = readToken(match)
    if (token === null) continue
    if (match.index > end) inlines.push({ kind: 'text', text: text.slice(end, match.index) })
    inlines.push(token)
    end = match.index + length
  }
  if (end < text.length) inlines.push({ kind: 'text', text: text.slice(end) })
  return inlines
}

function readToken(match: RegExpExecArray): { token: Inline | null; length: number } {
  const { code, link, strong, emphasis } = match.groups ?? {}
  const length = match[0].length
  if (code !== undefined) return { token: { kind: 'code', text: code }, length }
  if (strong !== undefined) return { token: { kind: 'strong', children: parseInline(strong) }, length }
  if (emphasis !== undefined) return { token: { kind: 'emphasis', children: parseInline(emphasis) }, length }
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
