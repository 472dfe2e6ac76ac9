import type { MessageEntry } from '@hubbub/shared'
import { Menu } from '../../ui/menu.js'
import { ModerateItems } from './moderate-items.js'
import { MODERATE_CLASS } from './moderate-key.js'
import { useModerating } from './rights.js'

/** To moderators, at somebody else's message. */
export function ModeratorItems({ message }: { message: MessageEntry }) {
  const moderating = useModerating()
  return moderating && <ModerateItems message={message} {...moderating} />
}

export function ModeratorMenu({ message }: { message: MessageEntry }) {
  if (useModerating() === null) return null
  return (
    <Menu icon="ban" label={`Moderate ${message.sender.name}`} tabIndex={-1} className={MODERATE_CLASS}>
      <ModeratorItems message={message} />
    </Menu>
  )
}
