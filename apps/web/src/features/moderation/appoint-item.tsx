import { MenuItem } from '../../ui/menu.js'
import type { PersonItemProps } from '../members/person-item.js'
import { appoint } from './appoint.js'
import { isAppointed, mayAppoint } from './powers.js'

/** To moderators: whether somebody is one as well. */
export function AppointItem(props: PersonItemProps) {
  const { person, view } = props
  if (!mayAppoint(view, person.userId)) return null
  const isModerator = isAppointed(view, person.userId)
  return (
    <MenuItem icon="shield" onChoose={() => void appoint(props, person, !isModerator)}>
      {isModerator ? 'Remove as moderator' : 'Make moderator'}
    </MenuItem>
  )
}
