import { IconButton } from '../../ui/button.js'
import { useMedia } from '../../ui/use-media.js'
import { ModeratorMenu } from '../moderation/moderator-items.js'
import { useMayWrite } from '../moderation/rights.js'
import { type MessageActs, pinText, REACT, READERS, UNREAD } from './message-acts.js'
import { MessageMenu } from './message-menu.js'

/** By keyboard: Alt+R, Alt+Q, Alt+P, Alt+S, Alt+U, Alt+M and ↑. With stops at every message the way through the page would be long. */
export function MessageActions(props: MessageActs) {
  // There they stand beside the text, and take its place: one button for all.
  const isTouch = useMedia('(hover: none)')
  return (
    <div className="message-edge">
      <div className="message-actions">
        {!isTouch && <Buttons {...props} />}
        <MessageMenu {...props} isWhole={isTouch} />
      </div>
    </div>
  )
}

/** What is done most; the rest is in the menu behind them. */
function Buttons(props: MessageActs) {
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
        <IconButton
          icon="pencil"
          label="Edit message"
          tabIndex={-1}
          onClick={() => edits.begin(message.mid)}
        />
      ) : (
        <>
          <IconButton icon="unread" label={UNREAD} tabIndex={-1} onClick={() => onUnread(message)} />
          <ModeratorMenu message={message} />
        </>
      )}
    </>
  )
}
