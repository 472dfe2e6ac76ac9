import type { RoomView } from '@hubbub/client'
import type { NotifyLevel } from '@hubbub/shared'
import { Menu, MenuItem } from '../../ui/menu.js'
import { NotifyItems } from '../notify/notify-items.js'

interface RoomMenuProps {
  view: RoomView
  onNotify: (level: NotifyLevel) => void
  onSlowMode: () => void
}

/** What one can set for a room: for oneself, and as a moderator for all. */
export function RoomMenu({ view, onNotify, onSlowMode }: RoomMenuProps) {
  return (
    <Menu icon="more" label="Room settings">
      <NotifyItems view={view} onChoose={onNotify} />
      {view.isModerator && (
        <MenuItem icon="clock" onChoose={onSlowMode}>
          Slow mode…
        </MenuItem>
      )}
    </Menu>
  )
}
