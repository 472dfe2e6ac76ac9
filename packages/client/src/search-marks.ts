import { foldText, searchWords } from '@hubbub/shared'

/** A half-open range of UTF-16 indexes. */
export type Mark = readonly [start: number, end: number]

/** @returns where the words of `query` stand in `text`: in order, not overlapping */
export function searchMarks(text: string, query: string): Mark[] {
  const { folded, from } = foldWithPlaces(text)
  const marks = searchWords(query).flatMap(word =>
    placesOf(word, folded).map(at => markOf(at, word, from, text)),
  )
  const joined: [number, number][] = []
  for (const [start, end] of marks.sort(([a], [b]) => a - b)) {
    const last = joined.at(-1)
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end)
    else joined.push([start, end])
  }
  return joined
}

/** `from`: the index in `text` of the character that each code unit of `folded` comes from. */
function foldWithPlaces(text: string): { folded: string; from: number[] } {
  let folded = ''
  const from: number[] = []
  let at = 0
  for (const character of text) {
    const part = foldText(character)
    folded += part
    for (let unit = 0; unit < part.length; unit += 1) from.push(at)
    at += character.length
  }
  return { folded, from }
}

function placesOf(word: string, folded: string): number[] {
  const places: number[] = []
  for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) places.push(at)
  return places
}

/** Up to where the next character begins that is seen by itself: an accent belongs to the letter before it. */
function markOf(at: number, word: string, from: readonly number[], text: string): Mark {
  const last = from[at + word.length - 1] ?? 0
  let unit = at + word.length
  while ((from[unit] ?? text.length) <= last) unit += 1
  return [from[at] ?? 0, from[unit] ?? text.length]
}
