// What a user's or room's name may be, and when two names are one.

import { ChatError, NAME_MAX_LENGTH } from '@hubbub/shared'
import { remove as toLatinLookAlike } from 'confusables'

/**
 * Trims, folds white space and applies NFKC, so that a name is stored in one form only.
 * @throws ChatError bad_request for a name that is empty, too long, or holds control, bidirectional, zero-width or
 * unassigned characters, or more than two combining marks in a row
 */
export function normalizeName(given: string): string {
  // NFKC first: it may turn one code point into several, white space among them.
  const name = given
    .normalize('NFKC')
    .replace(/\p{White_Space}+/gu, ' ')
    // Not trim(), which would also take away a zero-width U+FEFF.
    .replace(/^ | $/g, '')
  const length = [...name].length
  if (length === 0 || !/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(name)) {
    throw new ChatError('bad_request', 'A name needs at least one letter or digit.')
  }
  if (length > NAME_MAX_LENGTH)
    throw new ChatError('bad_request', `A name has at most ${NAME_MAX_LENGTH} characters.`)
  // \p{C}: control, format (all bidirectional and zero-width characters), surrogates, private use, unassigned.
  if (/\p{C}|\p{Default_Ignorable_Code_Point}|\p{M}{3}/u.test(name)) {
    throw new ChatError('bad_request', 'A name must not hold invisible characters.')
  }
  return name
}

/** What look-alike names have in common: names of one skeleton are one name. After the idea of UTS #39, section 4. */
export function nameSkeleton(name: string): string {
  return toLatinLookAlike(name.toLowerCase())
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[\s\p{P}]+/gu, match => (/^[\s_.·-]+$/u.test(match) ? '-' : match))
    .replace(/[1i|!ı]/g, 'l')
    .replace(/0/g, 'o')
    .replace(/rn/g, 'm')
    .replace(/vv/g, 'w')
}
