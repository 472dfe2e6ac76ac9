import type { User } from '@hubbub/shared'
import { isSameName } from '../mentions/find-name.js'

/** @returns whose name the text begins with, of several the longest one, and what is behind it */
export function nameAtStart(text: string, people: readonly User[]): { person: User; after: string } | null {
  let found: { person: User; after: string } | null = null
  for (const person of people) {
    const { length } = person.name
    if (length <= (found?.person.name.length ?? 0) || !isSameName(text.slice(0, length), person.name))
      continue
    const after = text.slice(length)
    if (after === '' || /^\s/.test(after)) found = { person, after: after.trim() }
  }
  return found
}
