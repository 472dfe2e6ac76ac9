import type { User } from '@hubbub/shared'
import { tameMarks } from '../../ui/tame-marks.js'
import { typingText } from './typing-text.js'

/** One line that is always there, so that nothing moves when somebody starts to type. */
export function TypingLine({ typing, isConnected }: { typing: readonly User[]; isConnected: boolean }) {
  if (!isConnected) return <p className="typing">Not connected. What you write is kept and sent later.</p>
  return (
    <p className="typing" aria-live="off">
      {typingText(typing.map(user => tameMarks(user.name)))}
    </p>
  )
}
