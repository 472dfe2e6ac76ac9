import { Menu, MenuItem } from '../../ui/menu.js'
import { MODERATE_CLASS } from '../moderation/moderate-key.js'
import { ModeratorItems } from '../moderation/moderator-items.js'
import { useMayWrite, useModerating } from '../moderation/rights.js'
import { copyAside } from './copied-note.js'
import { type MessageActs, pinText, REACT, READERS, UNREAD } from './message-acts.js'

/** @param isWhole there is no room for buttons: all of it is here */
export function MessageMenu({ isWhole, ...props }: MessageActs & { isWhole: boolean }) {
  const { message, text, href, isOwn, onUnread, edits } = props
  const moderates = useModerating() !== null && !isOwn && isWhole
  return (
    <Menu icon="more" label="More" tabIndex={-1} {...(moderates && { className: MODERATE_CLASS })}>
      {isWhole && <ButtonItems {...props} />}
      {(isWhole || isOwn) && (
        <MenuItem icon="unread" onChoose={() => onUnread(message)}>
          {UNREAD}
        </MenuItem>
      )}
      <MenuItem icon="link" onChoose={() => void copyAside(new URL(href, location.href).href, 'Link')}>
        Copy link
      </MenuItem>
      {text !== '' && (
        <MenuItem icon="copy" onChoose={() => void copyAside(text, 'Text')}>
          Copy text
        </MenuItem>
      )}
      {isOwn && (
        // Who is muted can still delete what they wrote.
        <MenuItem icon="trash" onChoose={() => edits.begin(message.mid, true)}>
          Delete message…
        </MenuItem>
      )}
      {moderates && <ModeratorItems message={message} />}
    </Menu>
  )
}

/** What is a button of its own where there is room. */
function ButtonItems({ message, isOwn, isPinned, reacting, onReply, onPin, onReaders, edits }: MessageActs) {
  const mayWrite = useMayWrite()
  const react = () => {
    const beside = document.querySelector(`[data-seq="${message.seq}"]`)
    if (beside) reacting.pick(message, beside)
  }
  return (
    <>
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
    </>
  )
}
