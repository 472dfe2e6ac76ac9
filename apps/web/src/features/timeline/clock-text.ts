// Times and days in the reader's own language and time zone.

const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' })
const thisYear = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' })
const otherYear = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' })
const shortThisYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const shortOtherYear = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })

export function timeText(at: number): string {
  return time.format(at)
}

/** Without the part of the day, so that it fits into the margin. @param format for a test of another language */
export function marginTimeText(at: number, format = time): string {
  const parts = format.formatToParts(at)
  const [from, to] = [parts.findIndex(isClock), parts.findLastIndex(isClock)]
  return parts
    .slice(from, to + 1)
    .map(({ value }) => value)
    .join('')
}

function isClock({ type }: Intl.DateTimeFormatPart): boolean {
  return type === 'hour' || type === 'minute'
}

export function fullText(at: number): string {
  return full.format(at)
}

/** `today`: milliseconds since 1970 at the start of the reader's day. */
export function dayText(at: number, today: number): string {
  return nearDay(at, today) ?? (isSameYear(at, today) ? thisYear : otherYear).format(at)
}

/** A day and a time in little room; `today` as above. */
export function momentText(at: number, today: number): string {
  const day = nearDay(at, today) ?? (isSameYear(at, today) ? shortThisYear : shortOtherYear).format(at)
  return `${day}, ${timeText(at)}`
}

function nearDay(at: number, today: number): string | null {
  const day = startOfDay(at)
  if (day === today) return 'Today'
  return day === startOfDay(today - 1) ? 'Yesterday' : null
}

function isSameYear(one: number, other: number): boolean {
  return new Date(one).getFullYear() === new Date(other).getFullYear()
}

export function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0)
}
