import { memo } from 'react'
import { Avatar } from '../../ui/avatar.js'
import { Icon } from '../../ui/icons.js'
import { Menu, MenuItem } from '../../ui/menu.js'
import { Name } from '../../ui/name.js'
import type { PersonItemProps } from './person-item.js'
import { PersonMenu } from './person-menu.js'

interface PersonRowProps extends PersonItemProps {
  isMuted: boolean
  /** Asks whether to stop moderating; only in the own row of somebody who can. */
  onResign: (() => void) | null
  onMenu: (isOpen: boolean) => void
}

/** Painted again only when something of it has changed: there may be very many. */
export const PersonRow = memo(function PersonRow({ isMuted, onResign, onMenu, ...props }: PersonRowProps) {
  const { person, me, view } = props
  const isMe = person.userId === me
  return (
    <li className="members-row">
      <Avatar user={person} size="s" />
      <Name>{person.name}</Name>
      {view.moderators.some(({ userId }) => userId === person.userId) && (
        <span className="person-mark" title="Moderator">
          <Icon name="shield" size={16} />
          <span className="sr-only">moderator</span>
        </span>
      )}
      {isMuted && (
        <span className="person-mark">
          <Icon name="muted" size={15} />
          muted
        </span>
      )}
      {isMe ? <span className="members-you">you</span> : <PersonMenu {...props} onMenu={onMenu} />}
      {onResign && (
        <Menu icon="more" label="Actions for you">
          <MenuItem icon="shield" onChoose={onResign}>
            Stop moderating…
          </MenuItem>
        </Menu>
      )}
    </li>
  )
})
