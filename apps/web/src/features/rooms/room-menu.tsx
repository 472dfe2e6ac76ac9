import { Menu } from '../../ui/menu.js'
import { useLater } from '../chat/later.js'
import type { RoomMenuItemsProps } from './room-menu-items.js'

export function RoomMenu(props: RoomMenuItemsProps) {
  const later = useLater()
  return (
    <Menu icon="more" label="Room settings">
      {later && <later.RoomMenuItems {...props} />}
    </Menu>
  )
}
