import type { RoomView } from '@hubbub/client'
import type { NotifyLevel } from '@hubbub/shared'
import { Menu, MenuItem } from '../../ui/menu.js'
import { useLater } from '../chat/later.js'

interface RoomMenuProps {
  view: RoomView
  onNotify: (level: NotifyLevel) => void
  onSlowMode: () => void
}

/** What one can set for a room: for oneself, and as a moderator for all. */
export function RoomMenu({ view, onNotify, onSlowMode }: RoomMenuProps) {
  const later = useLater()
  return (
    <Menu icon="more" label="Room settings">
      {later && <later.NotifyItems view={view} onChoose={onNotify} />}
      {view.isModerator && (
        <MenuItem icon="clock" onChoose={onSlowMode}>
          Slow mode…
        </MenuItem>
      )}
    </Menu>
  )
}
