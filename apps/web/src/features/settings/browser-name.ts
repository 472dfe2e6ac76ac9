import { beginningOf } from '@hubbub/shared'
import { getParser } from 'bowser'
import { tameMarks } from '../../ui/tame-marks.js'

const MAX_LENGTH = 40

/** What people call the browser that names itself so in its requests, e.g. `Firefox on Linux`. */
export function browserName(userAgent: string): string {
  if (userAgent === '') return 'A program without a name'
  const { browser, os } = getParser(userAgent).getResult()
  const name = browser.name && os.name ? `${browser.name} on ${os.name}` : userAgent
  return tameMarks(beginningOf(name, MAX_LENGTH))
}
