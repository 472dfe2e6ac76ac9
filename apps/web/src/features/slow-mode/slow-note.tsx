import type { RoomView } from '@hubbub/client'
import { Icon } from '../../ui/icons.js'
import { paceText, timeLeftText } from './slow-text.js'
import { useTimeLeft } from './use-time-left.js'
import './slow-mode.css'

/** Above where one writes, while the room is in slow mode. */
export function SlowNote({ id, view }: { id: string; view: Pick<RoomView, 'slowMode' | 'isModerator'> }) {
  const { slowMode, isModerator } = view
  const leftMs = useTimeLeft(isModerator ? null : (slowMode?.opensAt ?? null))
  if (slowMode === null) return null
  return (
    <p id={id} className="slow-note">
      <Icon name="clock" size={14} />
      <span>
        Slow mode: one message every {paceText(slowMode.seconds)}
        {isModerator && ' (moderators can write at any time)'}
      </span>
      {leftMs > 0 && <span className="slow-note-wait">next in {timeLeftText(leftMs)}</span>}
    </p>
  )
}
