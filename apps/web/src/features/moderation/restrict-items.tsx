import { MenuItem } from '../../ui/menu.js'
import type { PersonItemProps } from '../members/person-item.js'
import { mayRestrict } from './powers.js'
import { restrict } from './restrict.js'

/** What moderators can do about somebody. */
export function RestrictItems(props: PersonItemProps) {
  const { person, me, view, onBan } = props
  if (!mayRestrict(view, person.userId, me)) return null
  const isMuted = view.restricted.some(
    ({ user, restriction }) => user.userId === person.userId && restriction === 'muted',
  )
  return (
    <>
      <MenuItem
        icon={isMuted ? 'check' : 'muted'}
        onChoose={() => void restrict(props, person, isMuted ? null : 'muted')}
      >
        {isMuted ? 'Unmute' : 'Mute'}
      </MenuItem>
      <MenuItem icon="ban" onChoose={() => onBan(person)}>
        Remove and ban…
      </MenuItem>
    </>
  )
}
