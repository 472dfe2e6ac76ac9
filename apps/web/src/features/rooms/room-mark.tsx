import type { RoomSummary } from '@hubbub/shared'
import { Icon } from '../../ui/icons.js'

/** Before the name of a room: whether everybody may come in. */
export function RoomMark({ room }: { room: RoomSummary }) {
  return (
    <span className="room-mark">
      {room.kind === 'private' ? <Icon name="lock" size={15} /> : <span aria-hidden="true">#</span>}
      {room.kind === 'private' && <span className="sr-only">private, </span>}
    </span>
  )
}
