// Which names a message may mention, for a server that does not know who is in the room.

import { NAME_MAX_LENGTH, NO_WORD_AFTER, NO_WORD_BEFORE } from '@hubbub/shared'

/** What is shown as it is written mentions nobody. */
const CODE = /```[\s\S]*?```|`[^`\n]+`/g
const AT = new RegExp(`${NO_WORD_BEFORE}@`, 'gu')
const END = new RegExp(NO_WORD_AFTER, 'uy')
/** In one text; each is a question to Redis. Few people mention ten. */
const MENTIONS_MAX = 10

/** @returns for each `@` what may be a name behind it, the longest first */
export function mentionedNames(text: string): string[][] {
  if (!text.includes('@')) return []
  const said = text.replace(CODE, ' ')
  return [...said.matchAll(AT)]
    .slice(0, MENTIONS_MAX)
    .map(({ index }) => namesAt(said, index + 1))
    .filter(names => names.length > 0)
}

function namesAt(text: string, start: number): string[] {
  const names: string[] = []
  const line = text.slice(start).split(/[@\n]/, 1)[0] ?? ''
  let name = ''
  for (const character of [...line].slice(0, NAME_MAX_LENGTH)) {
    name += character
    END.lastIndex = start + name.length
    if (!/^\s|\s$/.test(name) && END.test(text)) names.unshift(name)
  }
  return names
}
