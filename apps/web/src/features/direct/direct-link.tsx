import type { RoomView } from '@hubbub/client'
import { Avatar } from '../../ui/avatar.js'
import { Name } from '../../ui/name.js'
import { isQuiet } from '../notify/is-quiet.js'
import { QuietMark } from '../notify/quiet-mark.js'
import { DraftMark } from '../rooms/draft-mark.js'
import { unreadText } from '../rooms/room-order.js'
import { roomHref } from '../rooms/room-route.js'
import { partnerIsHere } from './partner.js'

interface DirectLinkProps {
  view: RoomView
  isCurrent: boolean
  hasDraft: boolean
  onOpened: () => void
}

export function DirectLink({ view, isCurrent, hasDraft, onOpened }: DirectLinkProps) {
  const quiet = isQuiet(view)
  const unread = unreadText(view)
  return (
    <a
      className={`room-link direct-link ${unread === '' || quiet ? '' : 'room-link-unread'} ${quiet ? 'room-link-quiet' : ''}`}
      href={roomHref(view.room.roomId)}
      aria-current={isCurrent ? 'page' : undefined}
      onClick={onOpened}
    >
      <PartnerAvatar view={view} />
      {partnerIsHere(view) && <span className="sr-only">here now, </span>}
      <Name>{view.room.name}</Name>
      {hasDraft && <DraftMark />}
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

/** With a mark while they are here. */
export function PartnerAvatar({ view }: { view: RoomView }) {
  if (view.partner === null) return null
  return (
    <span className={`direct-avatar ${partnerIsHere(view) ? 'direct-avatar-here' : ''}`}>
      <Avatar user={view.partner} size="s" />
    </span>
  )
}
