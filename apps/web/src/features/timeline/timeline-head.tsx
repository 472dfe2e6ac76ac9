import { Name } from '../../ui/name.js'
import type { Past } from './use-older.js'

/** Its height is fixed, and the same in timeline.css: the rows below must not move when it changes. */
export const HEAD_PX = 64

interface TimelineHeadProps {
  past: Past
  roomName: string
  /** Between two people. */
  isDirect: boolean
}

export function TimelineHead({ past, roomName, isDirect }: TimelineHeadProps) {
  return (
    <div className="timeline-head">
      {past === 'loading' && <p role="status">Loading older messages…</p>}
      {past === 'waiting' && <p>Older messages come when the connection is back.</p>}
      {past === 'trimmed' && <p>Older messages are no longer kept.</p>}
      {past === 'beginning' && (
        <p>
          {isDirect ? 'The beginning of your conversation with' : 'This is the beginning of'}{' '}
          <Name>{roomName}</Name>{' '}
        </p>
      )}
    </div>
  )
}
