import { SLOW_MODE_MAX_SECONDS, SLOW_MODE_MIN_SECONDS } from '@hubbub/shared'

const MINUTE = 60
const HOUR = 60 * MINUTE
const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: MINUTE, min: MINUTE, h: HOUR }

/** `30 s`, `1 min`, `6 h`; what is no whole number of them, in the smaller unit. */
export function paceText(seconds: number): string {
  if (seconds % HOUR === 0) return `${seconds / HOUR} h`
  return seconds % MINUTE === 0 ? `${seconds / MINUTE} min` : `${seconds} s`
}

/** How long something still takes; never less than it does. */
export function timeLeftText(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1_000))
  if (seconds < 100) return `${seconds} s`
  const minutes = Math.ceil(seconds / MINUTE)
  if (minutes < 100) return `${minutes} min`
  const hours = Math.floor(minutes / MINUTE)
  return minutes % MINUTE === 0 ? `${hours} h` : `${hours} h ${minutes % MINUTE} min`
}

/** What somebody wrote for it, as in `30`, `5 min`, `off`. @returns seconds; null: nothing that can be set */
export function readPace(text: string): number | null {
  if (text.toLowerCase() === 'off') return 0
  const [, digits, unit = ''] = /^(\d{1,5})\s*(s|m|min|h)?$/i.exec(text) ?? []
  const seconds = Number(digits ?? Number.NaN) * (UNITS[unit.toLowerCase()] ?? 1)
  if (seconds === 0) return 0
  return seconds >= SLOW_MODE_MIN_SECONDS && seconds <= SLOW_MODE_MAX_SECONDS ? seconds : null
}
