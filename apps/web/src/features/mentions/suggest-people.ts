import { NAME_MAX_LENGTH, NO_WORD_BEFORE, type User } from '@hubbub/shared'

export interface BegunMention {
  /** Where its `@` stands. */
  start: number
  /** What is written of the name; empty right after the `@`. */
  query: string
}

const BEGUN = new RegExp(`${NO_WORD_BEFORE}@(?<query>[^@\\n]*)$`, 'u')
/** A name may hold spaces; a space at the end ends it, so that what follows is not taken for more of it. */
const COMPLETE = /^\s|\s$/

/** The mention that is being written before the caret. */
export function begunMention(text: string, caret: number): BegunMention | null {
  const found = BEGUN.exec(text.slice(0, caret))
  const query = found?.groups?.query
  if (found === null || query === undefined) return null
  if (COMPLETE.test(query) || [...query].length > NAME_MAX_LENGTH) return null
  return { start: found.index, query }
}

/** Those with a word that begins so, in the order given; names that begin so as a whole come first. */
export function suggestPeople(people: readonly User[], query: string): User[] {
  const wanted = fold(query)
  const whole: User[] = []
  const part: User[] = []
  for (const user of people) {
    const name = fold(user.name)
    if (name.startsWith(wanted)) whole.push(user)
    else if (wordsOf(name).some(rest => rest.startsWith(wanted))) part.push(user)
  }
  return [...whole, ...part]
}

/** The name from each of its words on. */
function wordsOf(name: string): string[] {
  return [...name.matchAll(/(?<![\p{L}\p{N}])[\p{L}\p{N}]/gu)].map(({ index }) => name.slice(index))
}

/** Without case and accents, which few people type. */
function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
}
