// Which names a message may mention, for a server that does not know who is in the room.

import { NAME_MAX_LENGTH, NO_WORD_AFTER, NO_WORD_BEFORE, withoutCode } from '@hubbub/shared'

const AT = new RegExp(`${NO_WORD_BEFORE}@`, 'gu')
/** A name ends with a word, or before white space. */
const END = new RegExp(`(?:(?<=[\\p{L}\\p{N}\\p{M}_])|(?=\\s|$))${NO_WORD_AFTER}`, 'uy')
/** In one text. Few people mention ten. */
const MENTIONS_MAX = 10
/** What may be one name; each is a question to Redis. Few names have more words. */
const NAMES_MAX = 8

/** @returns for each of the first mentions what may be a name behind its `@`, the longest first */
export function mentionedNames(text: string): string[][] {
  if (!text.includes('@')) return []
  const said = withoutCode(text)
  const mentions: string[][] = []
  for (const { index } of said.matchAll(AT)) {
    const names = namesAt(said, index + 1)
    if (names.length > 0) mentions.push(names)
    if (mentions.length === MENTIONS_MAX) break
  }
  return mentions
}

function namesAt(text: string, start: number): string[] {
  const names: string[] = []
  // In UTF-16 code units a name is at most twice as long.
  const line = text.slice(start, start + 2 * NAME_MAX_LENGTH).split(/[@\n]/, 1)[0] ?? ''
  let name = ''
  for (const character of [...line].slice(0, NAME_MAX_LENGTH)) {
    name += character
    END.lastIndex = start + name.length
    if (!/^\s|\s$/.test(name) && END.test(text)) names.unshift(name)
    if (names.length === NAMES_MAX) break
  }
  return names
}
