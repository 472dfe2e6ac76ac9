import type { MessageEntry } from '@hubbub/shared'
import { MenuItem } from '../../ui/menu.js'
import { RestrictItems, type RestrictItemsProps } from './restrict-items.js'

export interface ModerateItemsProps extends Omit<RestrictItemsProps, 'person'> {
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
