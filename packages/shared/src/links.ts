// Links in texts, and what is behind them.

import { withoutCode } from './without-code.js'

/** Where a link begins, and all that may belong to it: part of a regular expression for the flags `iu`. */
export const LINK = '\\b(?:https?://|mailto:)[^\\s<>`]+'
/** Whoever wants no preview of a link puts it between angle brackets. */
const LINKS = new RegExp(`(?<!<)${LINK}`, 'giu')

/** What a page behind a link says of itself. */
export interface LinkPreview {
  /** As it stands in the message. */
  link: string
  /** The host that answered in the end. */
  site: string
  title: string
  /** May be empty. */
  description: string
}

/** @returns those that may have a preview, in order, as they stand there */
export function linksIn(text: string): string[] {
  if (!text.includes('://')) return []
  const links = withoutCode(text).match(LINKS) ?? []
  return links.map(withoutTail).filter(link => /^http/i.test(link))
}

/** @returns the address without what belongs to the sentence: a full stop, a bracket that was opened before it */
export function withoutTail(matched: string): string {
  // Counted once: thousands of brackets must not keep the page busy.
  const brackets = new Map<string, number>()
  const count = (bracket: string) => brackets.get(bracket) ?? 0
  for (const [bracket] of matched.matchAll(/[()[\]{}]/g)) brackets.set(bracket, count(bracket) + 1)

  let end = matched.length
  for (; end > 0; end--) {
    const last = matched.charAt(end - 1)
    if (/[.,;:!?'"*~]/.test(last)) continue
    const opening = { ')': '(', ']': '[', '}': '{' }[last]
    if (opening === undefined || count(opening) >= count(last)) break
    brackets.set(last, count(last) - 1)
  }
  return matched.slice(0, end)
}
