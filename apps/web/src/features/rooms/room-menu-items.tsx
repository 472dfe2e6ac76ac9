import type { RoomView } from '@hubbub/client'
import type { NotifyLevel } from '@hubbub/shared'
import { MenuItem } from '../../ui/menu.js'
import { NotifyItems } from '../notify/notify-items.js'

export interface RoomMenuItemsProps {
  view: RoomView
  onNotify: (level: NotifyLevel) => void
  onOpen: (dialog: 'rename' | 'slow-mode') => void
}

/** What one can set for a room: for oneself, and as a moderator for all. */
export function RoomMenuItems({ view, onNotify, onOpen }: RoomMenuItemsProps) {
  return (
    <>
      <NotifyItems view={view} onChoose={onNotify} />
      {view.isModerator && (
        <>
          <MenuItem icon="pencil" onChoose={() => onOpen('rename')}>
            Rename room…
          </MenuItem>
          <MenuItem icon="clock" onChoose={() => onOpen('slow-mode')}>
            Slow mode…
          </MenuItem>
        </>
      )}
    </>
  )
}
