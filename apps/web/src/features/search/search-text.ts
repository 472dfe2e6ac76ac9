import { dayText } from '../timeline/clock-text.js'
import type { SearchResults } from './search-run.js'

/** What has come of a search that does not go on by itself; `today`: as for `dayText`. */
export function outcomeText(results: SearchResults, today: number): string {
  const { query, found, backTo, leftOut, progress } = results
  const end = leftOutText(leftOut)
  if (progress.state === 'more') return `${countText(found.length)}${backText(',', backTo, today)}${end}`
  if (progress.state !== 'done') return ''
  return found.length === 0
    ? `No message matches “${query}”${end || '.'}`
    : `${countText(found.length)}${end}`
}

export function lookingText(backTo: number | null, today: number): string {
  return `Looking${backText('', backTo, today)}…`
}

function countText(count: number): string {
  return count === 1 ? '1 message found' : `${count} messages found`
}

function leftOutText(count: number): string {
  if (count === 0) return ''
  return `. ${count === 1 ? '1 room' : `${count} rooms`} could not be searched.`
}

function backText(lead: string, backTo: number | null, today: number): string {
  if (backTo === null) return ''
  const day = dayText(backTo, today)
  return `${lead} back to ${day === 'Today' || day === 'Yesterday' ? day.toLowerCase() : day}`
}
