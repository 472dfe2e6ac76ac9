import type { RoomView } from '@hubbub/client'
import type { RoomId } from '@hubbub/shared'
import { IconButton } from '../../ui/button.js'
import { DirectLink } from './direct-link.js'
import './direct.css'

interface DirectSectionProps {
  /** Direct conversations only. */
  rooms: readonly RoomView[]
  current: RoomId | null
  withDraft: ReadonlySet<RoomId>
  onOpened: () => void
  onNew: () => void
}

/** The part of the sidebar with the people one writes to. */
export function DirectSection({ rooms, current, withDraft, onOpened, onNew }: DirectSectionProps) {
  return (
    <>
      <div className="sidebar-heading">
        <h2>Direct messages</h2>
        <IconButton icon="plus" label="New message" onClick={onNew} />
      </div>
      {rooms.length > 0 && (
        <ul aria-label="Direct messages">
          {rooms.map(view => (
            <li key={view.room.roomId}>
              <DirectLink
                view={view}
                isCurrent={view.room.roomId === current}
                hasDraft={withDraft.has(view.room.roomId)}
                onOpened={onOpened}
              />
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
