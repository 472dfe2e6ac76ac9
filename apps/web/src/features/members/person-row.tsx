import { memo } from 'react'
import { Avatar } from '../../ui/avatar.js'
import { Icon } from '../../ui/icons.js'
import { Name } from '../../ui/name.js'
import type { PersonItemProps } from './person-item.js'
import { PersonMenu } from './person-menu.js'

interface PersonRowProps extends PersonItemProps {
  isMe: boolean
  isMuted: boolean
  onMenu: (isOpen: boolean) => void
}

/** Painted again only when something of it has changed: there may be very many. */
export const PersonRow = memo(function PersonRow({ isMe, isMuted, onMenu, ...props }: PersonRowProps) {
  const { person } = props
  return (
    <li className="members-row">
      <Avatar user={person} size="s" />
      <Name>{person.name}</Name>
      {isMuted && (
        <span className="muted-mark">
          <Icon name="muted" size={15} />
          muted
        </span>
      )}
      {isMe ? <span className="members-you">you</span> : <PersonMenu {...props} onMenu={onMenu} />}
    </li>
  )
})
