import type { MessagePlace } from '@hubbub/shared'
import { IconButton } from '../../ui/button.js'
import type { Reacting } from '../reactions/use-reacting.js'
import type { Edits } from './use-edits.js'

interface MessageActionsProps {
  message: MessagePlace
  isOwn: boolean
  reacting: Reacting
  onReply: (message: MessagePlace) => void
  edits: Edits
}

/** By keyboard: Alt+R, Alt+Q and ↑. With stops at every message the way through the page would be long. */
export function MessageActions({ message, isOwn, reacting, onReply, edits }: MessageActionsProps) {
  return (
    <div className="message-actions">
      <IconButton
        icon="smile"
        label="Add a reaction"
        tabIndex={-1}
        onClick={event => reacting.pick(message, event.currentTarget)}
      />
      <IconButton icon="reply" label="Reply" tabIndex={-1} onClick={() => onReply(message)} />
      {isOwn && (
        <IconButton
          icon="pencil"
          label="Edit message"
          tabIndex={-1}
          onClick={() => edits.begin(message.mid)}
        />
      )}
    </div>
  )
}
