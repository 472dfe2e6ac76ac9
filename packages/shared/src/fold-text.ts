// What a search does not tell apart. Server and client fold texts alike, so that a client can mark what the server found.

/**
 * A text without its accents and other marks, in upper case, and with letters that are only drawn differently (full
 * width, ligatures) as the plain ones. Upper case, because it makes ß and ss, ς and σ the same.
 */
export function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toUpperCase()
}

/** @returns the words of a query as `foldText` leaves them, each once; none when there is nothing to look for */
export function searchWords(query: string): string[] {
  return [...new Set(foldText(query).split(/\s+/).filter(Boolean))]
}
