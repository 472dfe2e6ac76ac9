import { fullText, momentText } from './clock-text.js'

/** A day and a time in little room; pointed at, in full. `at` and `today`: milliseconds since 1970. */
export function Moment({ at, today }: { at: number; today: number }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={fullText(at)}>
      {momentText(at, today)}
    </time>
  )
}
