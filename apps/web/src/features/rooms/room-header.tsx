import type { ConnectionStatus, RoomView } from '@hubbub/client'
import type { ReactNode } from 'react'
import { IconButton } from '../../ui/button.js'
import { Name } from '../../ui/name.js'
import { ConnectionBadge } from '../connection/connection-badge.js'
import { PartnerAvatar } from '../direct/direct-link.js'
import { partnerIsHere } from '../direct/partner.js'
import { PinsButton } from '../pins/pins-button.js'
import type { News } from './news-in.js'
import { RoomMark } from './room-mark.js'
import { RoomTopic } from './room-topic.js'
import './room-header.css'

const ROOMS_LABEL: Record<News, string> = {
  none: 'Rooms',
  unread: 'Rooms, some unread',
  direct: 'Rooms, a message to you',
  mention: 'Rooms, you are mentioned',
}

interface RoomHeaderProps {
  view: RoomView | null
  connection: ConnectionStatus
  isNarrow: boolean
  pinsAreOpen: boolean
  searchIsOpen: boolean
  membersAreOpen: boolean
  /** In other rooms than this one. */
  newsElsewhere: News
  /** What can be set for the room. */
  menu: ReactNode
  onOpenRooms: () => void
  onChangeTopic: () => void
  onOpenPins: () => void
  onToggleSearch: () => void
  onToggleMembers: () => void
}

export function RoomHeader(props: RoomHeaderProps) {
  const { view, connection, isNarrow, pinsAreOpen, searchIsOpen, membersAreOpen, newsElsewhere } = props
  return (
    <header className="room-header">
      {isNarrow && (
        <span className={`room-header-rooms room-header-${newsElsewhere}`}>
          <IconButton icon="menu" label={ROOMS_LABEL[newsElsewhere]} onClick={props.onOpenRooms} />
        </span>
      )}
      {view !== null && view.partner !== null && <PartnerAvatar view={view} />}
      {view === null ? (
        <span className="room-header-title" />
      ) : (
        <div className="room-header-title">
          <h1>
            {view.room.kind === 'private' && <RoomMark room={view.room} />}
            <Name>{view.room.name}</Name>
          </h1>
          <div className={`room-header-line ${view.room.topic === '' ? '' : 'room-header-about'}`}>
            <p>{presenceText(view)}</p>
            <RoomTopic view={view} onChange={props.onChangeTopic} />
          </div>
        </div>
      )}
      <ConnectionBadge connection={connection} />
      {view !== null && view.pins.length > 0 && (
        <PinsButton count={view.pins.length} isOpen={pinsAreOpen} onOpen={props.onOpenPins} />
      )}
      <IconButton
        icon="search"
        label="Search in this room"
        keys="Control+Shift+F"
        aria-expanded={view !== null && searchIsOpen}
        disabled={view === null}
        onClick={props.onToggleSearch}
      />
      <IconButton
        icon="people"
        label="Members"
        aria-expanded={view !== null && membersAreOpen}
        disabled={view === null}
        onClick={props.onToggleMembers}
      />
      {props.menu}
    </header>
  )
}

function presenceText(view: RoomView): string {
  const { presence, partner } = view
  if (partner !== null) return partnerIsHere(view) ? 'Here now' : 'Not here now'
  return presence.count === 1 ? '1 person here' : `${presence.count} people here`
}
