import { dayText } from '../timeline/clock-text.js'
import type { SearchResults } from './search-run.js'

/** What has come of a search that does not go on by itself; `today`: as for `dayText`. */
export function outcomeText({ query, found, backTo, progress }: SearchResults, today: number): string {
  if (progress.state === 'more') return `${countText(found.length)}${backText(',', backTo, today)}`
  if (progress.state !== 'done') return ''
  return found.length === 0 ? `No message matches “${query}”.` : countText(found.length)
}

export function lookingText(backTo: number | null, today: number): string {
  return `Looking${backText('', backTo, today)}…`
}

function countText(count: number): string {
  return count === 1 ? '1 message found' : `${count} messages found`
}

function backText(lead: string, backTo: number | null, today: number): string {
  if (backTo === null) return ''
  const day = dayText(backTo, today)
  return `${lead} back to ${day === 'Today' || day === 'Yesterday' ? day.toLowerCase() : day}`
}
