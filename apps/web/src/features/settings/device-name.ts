import { getParser } from 'bowser'
import { tameMarks } from '../../ui/tame-marks.js'

const OTHER_MAX_LENGTH = 40

/** What people call the browser that names itself so in its requests, e.g. `Firefox on Linux`. */
export function deviceName(userAgent: string): string {
  if (userAgent === '') return 'A program without a name'
  const { browser, os } = getParser(userAgent).getResult()
  if (!browser.name || !os.name) return tameMarks(userAgent.slice(0, OTHER_MAX_LENGTH))
  return `${browser.name} on ${os.name}`
}
