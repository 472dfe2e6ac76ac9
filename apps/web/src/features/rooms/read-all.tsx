import type { ChatClient, RoomView } from '@hubbub/client'
import { focusComposerAfter } from '../composer/focus-composer.js'

interface ReadAllProps {
  client: ChatClient
  /** Those in which something is unread. */
  rooms: readonly RoomView[]
}

/** Below the rooms, for whoever comes back to many of them. */
export function ReadAll({ client, rooms }: ReadAllProps) {
  return (
    <button
      type="button"
      className="read-all"
      onClick={press => {
        for (const { room, timeline } of rooms) {
          const newest = timeline.entries.at(-1)
          if (newest !== undefined) client.markRead(room.roomId, newest.seq)
        }
        // In the drawer the text box is out of reach.
        const drawer = press.currentTarget.closest('dialog')
        if (drawer === null) focusComposerAfter(press)
        else if (press.detail === 0) drawer.querySelector<HTMLElement>('.room-link')?.focus()
      }}
    >
      Mark all as read
    </button>
  )
}
