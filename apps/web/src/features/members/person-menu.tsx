import { Menu } from '../../ui/menu.js'
import { DirectItem } from '../direct/direct-item.js'
import { AppointItem } from '../moderation/appoint-item.js'
import { RestrictItems } from '../moderation/restrict-items.js'
import type { PersonItemProps } from './person-item.js'

/** What can be done about a person; each item is a file of the feature that it belongs to. */
export function PersonMenu({ onMenu, ...props }: PersonItemProps & { onMenu: (isOpen: boolean) => void }) {
  return (
    <Menu icon="more" label={`Actions for ${props.person.name}`} onChange={onMenu}>
      <DirectItem {...props} />
      <AppointItem {...props} />
      <RestrictItems {...props} />
    </Menu>
  )
}
