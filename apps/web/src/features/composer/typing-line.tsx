import type { User } from '@hubbub/shared'
import { tameMarks } from '../../ui/tame-marks.js'

/** One line that is always there, so that nothing moves when somebody starts to type. */
export function TypingLine({ typing, isConnected }: { typing: readonly User[]; isConnected: boolean }) {
  if (!isConnected)
    return <p className="typing">Not connected. What you write is kept and sent as soon as possible.</p>
  return (
    <p className="typing" aria-live="off">
      {typingText(typing.map(user => tameMarks(user.name)))}
    </p>
  )
}

/** Names stand in first-strong isolates, so that none of them turns the sentence around. */
export function typingText(names: readonly string[]): string {
  const [first, second] = names.map(name => `\u2068${name}\u2069`)
  if (first === undefined) return ''
  if (second === undefined) return `${first} is typing…`
  if (names.length === 2) return `${first} and ${second} are typing…`
  if (names.length === 3) return `${first}, ${second} and one other are typing…`
  return `${first}, ${second} and ${names.length - 2} others are typing…`
}
