import type { MessageEntry } from '@hubbub/shared'
import { MenuItem } from '../../ui/menu.js'
import type { PersonItemProps } from '../members/person-item.js'
import { RestrictItems } from './restrict-items.js'

export interface ModerateItemsProps extends Omit<PersonItemProps, 'person'> {
  message: MessageEntry
  /** Asks whether to delete the message. */
  onDelete: (message: MessageEntry) => void
}

/** What moderators can do about a message and whoever wrote it. A program is nobody to restrict. */
export function ModerateItems({ message, onDelete, ...props }: ModerateItemsProps) {
  const { sender } = message
  return (
    <>
      {sender.app === undefined && <RestrictItems {...props} person={sender} />}
      <MenuItem icon="trash" onChoose={() => onDelete(message)}>
        Delete message…
      </MenuItem>
    </>
  )
}
