// Times and days in the reader's own language and time zone.

const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' })
const thisYear = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' })
const otherYear = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' })

export function timeText(at: number): string {
  return time.format(at)
}

/** Without the part of the day, so that it fits into the margin. */
export function marginTimeText(at: number): string {
  return time
    .formatToParts(at)
    .filter(part => part.type === 'hour' || part.type === 'minute' || part.value.trim() === ':')
    .map(part => part.value)
    .join('')
}

export function fullText(at: number): string {
  return full.format(at)
}

/** `today`: milliseconds since 1970 at the start of the reader's day. */
export function dayText(at: number, today: number): string {
  const day = startOfDay(at)
  if (day === today) return 'Today'
  if (day === startOfDay(today - 1)) return 'Yesterday'
  const isThisYear = new Date(day).getFullYear() === new Date(today).getFullYear()
  return (isThisYear ? thisYear : otherYear).format(day)
}

export function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0)
}
