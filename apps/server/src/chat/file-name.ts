import { beginningOf, FILE_NAME_MAX_BYTES } from '@hubbub/shared'

/**
 * As in names: control characters, what turns the direction of a text around or cannot be seen. And all that ends a line, and
 * the one letter that is nothing but empty.
 */
const UNSEEN = /[\p{C}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\u2800]/gu
/** What some system cannot have in the name of a file. */
const FORBIDDEN = /[<>:"|?*]/g

/** What is stored of a file's name, and what every reader gets: a name that no system takes for a path. */
export function fileNameOf(given: string): string {
  const last = given.split(/[/\\]/).at(-1) ?? ''
  const name = last.toWellFormed().normalize().replace(UNSEEN, '').replace(FORBIDDEN, '_').trim()
  return /^\.*$/.test(name) ? 'file' : shortened(name)
}

/** Its end says what it is, and stays. */
function shortened(name: string): string {
  const [, stem = name, extension = ''] = /^(.*?)(\.[^.]{1,16})?$/s.exec(name) ?? []
  let kept = beginningOf(stem, FILE_NAME_MAX_BYTES)
  while (Buffer.byteLength(kept + extension) > FILE_NAME_MAX_BYTES) kept = beginningOf(kept, kept.length - 1)
  return kept + extension
}
