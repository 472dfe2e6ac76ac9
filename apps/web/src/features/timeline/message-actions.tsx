import type { MessageEntry } from '@hubbub/shared'
import { IconButton } from '../../ui/button.js'
import { Menu, MenuItem } from '../../ui/menu.js'
import { useMedia } from '../../ui/use-media.js'
import { SenderItems, SenderMenu, useMayModerate, useMayWrite } from '../moderation/room-rights.js'
import { MODERATE_CLASS } from '../moderation/use-moderate-key.js'
import type { Pinning } from '../pins/use-pinning.js'
import type { Reacting } from '../reactions/use-reacting.js'
import type { Edits } from './use-edits.js'

const REACT = 'Add a reaction'
const READERS = 'Who has read it'
const UNREAD = 'Mark as unread'

interface MessageActionsProps {
  message: MessageEntry
  isOwn: boolean
  isPinned: boolean
  reacting: Reacting
  onReply: (message: MessageEntry) => void
  onPin: Pinning['pin']
  onReaders: (message: MessageEntry) => void
  onUnread: (message: MessageEntry) => void
  edits: Edits
}

/** By keyboard: Alt+R, Alt+Q, Alt+P, Alt+S, Alt+U, Alt+M and ↑. With stops at every message the way through the page would be long. */
export function MessageActions(props: MessageActionsProps) {
  // There they stand beside the text, and take its place: one button for all.
  const isTouch = useMedia('(hover: none)')
  return (
    <div className="message-edge">
      <div className="message-actions">
        {isTouch ? <MoreActions {...props} /> : <AllActions {...props} />}
      </div>
    </div>
  )
}

function AllActions(props: MessageActionsProps) {
  const { message, isOwn, isPinned, reacting, onReply, onPin, onReaders, onUnread, edits } = props
  const mayWrite = useMayWrite()
  return (
    <>
      {mayWrite && (
        <>
          <IconButton
            icon="smile"
            label={REACT}
            tabIndex={-1}
            onClick={event => reacting.pick(message, event.currentTarget)}
          />
          <IconButton icon="reply" label="Reply" tabIndex={-1} onClick={() => onReply(message)} />
          <IconButton
            icon="pin"
            label={pinText(isPinned)}
            className={isPinned ? 'message-actions-on' : ''}
            tabIndex={-1}
            onClick={() => onPin(message, !isPinned)}
          />
        </>
      )}
      <IconButton icon="eye" label={READERS} tabIndex={-1} onClick={() => onReaders(message)} />
      {isOwn ? (
        // Who is muted can still delete what they wrote.
        <IconButton
          icon="pencil"
          label="Edit message"
          tabIndex={-1}
          onClick={() => edits.begin(message.mid)}
        />
      ) : (
        <>
          <IconButton icon="unread" label={UNREAD} tabIndex={-1} onClick={() => onUnread(message)} />
          <SenderMenu sender={message.sender} />
        </>
      )}
    </>
  )
}

function MoreActions(props: MessageActionsProps) {
  const { message, isOwn, isPinned, reacting, onReply, onPin, onReaders, onUnread, edits } = props
  const react = () => {
    const beside = document.querySelector(`[data-seq="${message.seq}"]`)
    if (beside) reacting.pick(message, beside)
  }
  const mayWrite = useMayWrite()
  const moderates = useMayModerate(message.sender) && !isOwn
  return (
    <Menu icon="more" label="More" tabIndex={-1} {...(moderates && { className: MODERATE_CLASS })}>
      {mayWrite && (
        <>
          <MenuItem icon="smile" onChoose={react}>
            {REACT}
          </MenuItem>
          <MenuItem icon="reply" onChoose={() => onReply(message)}>
            Reply
          </MenuItem>
        </>
      )}
      {isOwn && (
        <MenuItem icon="pencil" onChoose={() => edits.begin(message.mid)}>
          Edit message
        </MenuItem>
      )}
      {mayWrite && (
        <MenuItem icon="pin" onChoose={() => onPin(message, !isPinned)}>
          {pinText(isPinned)}
        </MenuItem>
      )}
      <MenuItem icon="eye" onChoose={() => onReaders(message)}>
        {READERS}
      </MenuItem>
      {!isOwn && (
        <>
          <MenuItem icon="unread" onChoose={() => onUnread(message)}>
            {UNREAD}
          </MenuItem>
          <SenderItems sender={message.sender} />
        </>
      )}
    </Menu>
  )
}

function pinText(isPinned: boolean): string {
  return isPinned ? 'Unpin message' : 'Pin message'
}
