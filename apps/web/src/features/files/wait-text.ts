import type { Attachment } from './attachments.js'

/** What those that are not there yet keep a message from. */
export function waitText(list: readonly Attachment[]): string {
  const failed = list.filter(({ state }) => state === 'failed')
  if (failed.length === 0) return 'Still sending the files. Press Send again in a moment.'
  const mayRetry = failed.some(each => each.state === 'failed' && each.mayRetry)
  return `Not sent yet: a file could not be sent. Remove it${mayRetry ? ', or try it again' : ''}.`
}
