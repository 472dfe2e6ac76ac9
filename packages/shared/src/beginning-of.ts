// Where a text may be cut: never within what people see as one character, as an emoji with its tone or a letter with its accents.

/** Not in Firefox before 125. */
const characters = 'Segmenter' in Intl ? new Intl.Segmenter() : null

/** @returns the nearest place, at `at` or before, that is within no character; lengths are in UTF-16 code units, as those of strings */
export function borderBefore(text: string, at: number): number {
  if (at >= text.length) return text.length
  // No end to what may be piled upon one letter: of that, as of the first character of all, a part is shown.
  return characters?.segment(text).containing(at)?.index || outsidePair(text, at)
}

/** The beginning of a text: `maxLength` UTF-16 code units, or a little less. */
export function beginningOf(text: string, maxLength: number): string {
  return text.slice(0, borderBefore(text, maxLength))
}

/** The same, with a sign that there is more. */
export function shortened(text: string, maxLength: number): string {
  return text.length > maxLength ? `${beginningOf(text, maxLength)}…` : text
}

function outsidePair(text: string, at: number): number {
  return /[\uDC00-\uDFFF]/.test(text.charAt(at)) && at > 0 ? at - 1 : at
}
