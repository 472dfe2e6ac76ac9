import { NO_WORD_AFTER } from '@hubbub/shared'

/** @returns the longest name that stands at this place of a text, as it is written there; null: none */
export type FindName = (text: string, at: number) => string | null

export function createFindName(names: Iterable<string>): FindName {
  // Among alternatives the first one that fits is taken: the longest must come first.
  const alternatives = [...names]
    .sort((a, b) => b.length - a.length)
    .map(name => name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
  if (alternatives.length === 0) return () => null

  const name = new RegExp(`(?:${alternatives.join('|')})${NO_WORD_AFTER}`, 'iuy')
  return (text, at) => {
    name.lastIndex = at
    return name.exec(text)?.[0] ?? null
  }
}

/** Two names that differ in case only would be mentioned by the same words. */
export function isSameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
