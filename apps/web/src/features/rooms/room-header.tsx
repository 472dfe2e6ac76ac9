import type { ConnectionStatus, RoomView } from '@hubbub/client'
import { IconButton } from '../../ui/button.js'
import { Name } from '../../ui/name.js'
import { ConnectionBadge } from '../connection/connection-badge.js'
import type { News } from './news-in.js'
import './room-header.css'

const ROOMS_LABEL: Record<News, string> = {
  none: 'Rooms',
  unread: 'Rooms, some unread',
  mention: 'Rooms, you are mentioned',
}

interface RoomHeaderProps {
  view: RoomView | null
  connection: ConnectionStatus
  isNarrow: boolean
  searchIsOpen: boolean
  membersAreOpen: boolean
  /** In other rooms than this one. */
  newsElsewhere: News
  onOpenRooms: () => void
  onToggleSearch: () => void
  onToggleMembers: () => void
}

export function RoomHeader(props: RoomHeaderProps) {
  const { view, connection, isNarrow, searchIsOpen, membersAreOpen, newsElsewhere } = props
  return (
    <header className="room-header">
      {isNarrow && (
        <span className={`room-header-rooms room-header-${newsElsewhere}`}>
          <IconButton icon="menu" label={ROOMS_LABEL[newsElsewhere]} onClick={props.onOpenRooms} />
        </span>
      )}
      {view === null ? (
        <span className="room-header-title" />
      ) : (
        <div className="room-header-title">
          <h1>
            <Name>{view.room.name}</Name>
          </h1>
          <p>{presenceText(view)}</p>
        </div>
      )}
      <ConnectionBadge connection={connection} />
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
    </header>
  )
}

function presenceText({ presence }: RoomView): string {
  return presence.count === 1 ? '1 person here' : `${presence.count} people here`
}
