import type { RoomView } from '@hubbub/client'
import { Name } from '../../ui/name.js'
import { MentionMark } from './mention-mark.js'
import { unreadText } from './room-order.js'
import { roomHref } from './room-route.js'

interface RoomLinkProps {
  view: RoomView
  /** Whether one of the unread messages mentions the user. */
  isMentioned: boolean
  isCurrent: boolean
  onOpened: () => void
}

export function RoomLink({ view, isMentioned, isCurrent, onOpened }: RoomLinkProps) {
  const unread = unreadText(view)
  return (
    <a
      className={`room-link ${unread === '' ? '' : 'room-link-unread'}`}
      href={roomHref(view.room.roomId)}
      aria-current={isCurrent ? 'page' : undefined}
      onClick={onOpened}
    >
      <span className="room-link-hash" aria-hidden="true">
        #
      </span>
      <Name>{view.room.name}</Name>
      {isMentioned && <MentionMark />}
      {unread !== '' && (
        <span className="room-link-badge">
          {unread}
          <span className="sr-only"> unread</span>
        </span>
      )}
    </a>
  )
}
