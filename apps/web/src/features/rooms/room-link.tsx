import type { RoomView } from '@hubbub/client'
import { Name } from '../../ui/name.js'
import { isQuiet } from '../notify/is-quiet.js'
import { QuietMark } from '../notify/quiet-mark.js'
import { DraftMark } from './draft-mark.js'
import { MentionMark } from './mention-mark.js'
import { RoomMark } from './room-mark.js'
import { unreadText } from './room-order.js'
import { roomHref } from './room-route.js'

interface RoomLinkProps {
  view: RoomView
  /** Whether one of the unread messages mentions the user. */
  isMentioned: boolean
  isCurrent: boolean
  hasDraft: boolean
  onOpened: () => void
}

export function RoomLink({ view, isMentioned, isCurrent, hasDraft, onOpened }: RoomLinkProps) {
  const quiet = isQuiet(view)
  const unread = quiet ? '' : unreadText(view)
  return (
    <a
      className={`room-link ${unread === '' ? '' : 'room-link-unread'} ${quiet ? 'room-link-quiet' : ''}`}
      href={roomHref(view.room.roomId)}
      aria-current={isCurrent ? 'page' : undefined}
      onClick={onOpened}
    >
      <RoomMark room={view.room} />
      <Name>{view.room.name}</Name>
      {hasDraft && <DraftMark />}
      {isMentioned && <MentionMark />}
      {quiet && <QuietMark />}
      {unread !== '' && (
        <span className="room-link-badge">
          {unread}
          <span className="sr-only"> unread</span>
        </span>
      )}
    </a>
  )
}
