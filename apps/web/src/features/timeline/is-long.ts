import { joinBlankLines } from './parse-text.js'

/** A longer text is folded; by what it holds and not by its height, so that nothing has to be measured first. */
const FOLD_LINES = 24
const FOLD_LENGTH = 2_000
const EMPTY_IN_QUOTE = /(?<![^\n])>[^\S\n]*(?![^\n])/g

export function isLong(text: string): boolean {
  const shown = joinBlankLines(text.replace(EMPTY_IN_QUOTE, ''))
  return shown.length > FOLD_LENGTH || shown.split('\n', FOLD_LINES + 1).length > FOLD_LINES
}
