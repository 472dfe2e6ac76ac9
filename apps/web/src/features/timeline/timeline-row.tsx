import type { ChatClient, Reaction } from '@hubbub/client'
import type { MessageEntry, MessageImage, MessagePlace, RoomId, User } from '@hubbub/shared'
import { memo } from 'react'
import { useLater } from '../chat/later.js'
import { MessageFiles } from '../files/message-files.js'
import type { Pinning } from '../pins/use-pinning.js'
import { Reactions } from '../reactions/reactions.js'
import type { Reacting } from '../reactions/use-reacting.js'
import { isSameQuote } from '../replies/quote.js'
import { QuoteLine } from '../replies/quote-line.js'
import { messageHref } from '../rooms/room-route.js'
import { dayText } from './clock-text.js'
import { EventLine } from './event-line.js'
import { Message } from './message.js'
import { outgoingMessage } from './outgoing-message.js'
import type { Row } from './timeline-rows.js'
import type { Edits } from './use-edits.js'

interface TimelineRowProps {
  row: Row
  /** Milliseconds since 1970. */
  today: number
  isExpanded: boolean
  onExpand: (key: string) => void
  client: ChatClient
  roomId: RoomId
  account: User
  isEdited: boolean
  edits: Edits
  reacting: Reacting
  onReply: (message: MessagePlace) => void
  onPin: Pinning['pin']
  /** Asks who has read a message. */
  onReaders: (message: MessageEntry) => void
  /** It is to be read once more, with all that follows. */
  onUnread: (message: MessageEntry) => void
  /** Goes to another message, as to the one that this one answers. */
  onShow: (place: MessagePlace) => void
  /** Opens the replies that go back to a message. */
  onThread: (root: MessageEntry) => void
  onOpenImage: (image: MessageImage) => void
}

export const TimelineRow = memo(function TimelineRow(props: TimelineRowProps) {
  const { row, today } = props
  return (
    <>
      {row.startsDay && (
        <h2 className="separator">
          <span>{dayText(row.at, today)}</span>
        </h2>
      )}
      {row.startsUnread && (
        <h2 className="separator separator-new">
          <span>New messages</span>
        </h2>
      )}
      <RowBody {...props} />
    </>
  )
}, isSameRow)

function RowBody(props: TimelineRowProps) {
  const { row, isExpanded, onExpand, client, roomId, account, isEdited, edits, reacting, onShow } = props
  const later = useLater()
  const onExpandRow = () => onExpand(row.key)
  const quote = row.kind !== 'event' && row.quote && <QuoteLine quote={row.quote} onShow={onShow} />
  switch (row.kind) {
    case 'message':
      return (
        <Message
          sender={row.entry.sender}
          at={row.at}
          text={row.text}
          isChanged={row.isChanged}
          isModerated={row.isModerated}
          isPinned={row.isPinned}
          seq={row.entry.seq}
          href={messageHref(roomId, row.entry)}
          state="sent"
          quote={quote}
          below={
            <>
              {row.entry.files && (
                <MessageFiles
                  client={client}
                  roomId={roomId}
                  files={row.entry.files}
                  onOpen={props.onOpenImage}
                />
              )}
              {later && row.preview && <later.LinkCard preview={row.preview} />}
            </>
          }
          mark={
            later &&
            row.text !== null &&
            !isEdited && (
              <later.MessageActions
                message={row.entry}
                text={row.text}
                href={messageHref(roomId, row.entry)}
                isOwn={row.isOwn}
                isPinned={row.isPinned}
                reacting={reacting}
                onReply={props.onReply}
                onPin={props.onPin}
                onReaders={props.onReaders}
                onUnread={props.onUnread}
                edits={edits}
              />
            )
          }
          foot={
            <>
              {row.text !== null && row.reactions.length > 0 && (
                <Reactions
                  reactions={row.reactions}
                  message={row.entry}
                  me={account.userId}
                  reacting={reacting}
                />
              )}
              {row.replies > 0 && (
                <button type="button" className="thread-link" onClick={() => props.onThread(row.entry)}>
                  {row.replies === 1 ? '1 reply' : `${row.replies} replies`}
                </button>
              )}
            </>
          }
          form={
            later && isEdited ? (
              <later.EditMessage
                client={client}
                roomId={roomId}
                message={row.entry}
                text={row.text}
                edits={edits}
              />
            ) : null
          }
          isContinued={row.isContinued}
          isExpanded={isExpanded}
          onExpand={onExpandRow}
        />
      )
    case 'outgoing':
      return outgoingMessage({
        outgoing: row.outgoing,
        goesOutAt: row.goesOutAt,
        quote,
        client,
        roomId,
        sender: account,
        isContinued: row.isContinued,
        isExpanded,
        onExpand: onExpandRow,
        onOpenImage: props.onOpenImage,
      })
    case 'event':
      return <EventLine entry={row.entry} lifted={row.lifted} onShow={onShow} />
  }
}

/** Rows are built anew on each change; most of them say the same as before. */
function isSameRow(a: TimelineRowProps, b: TimelineRowProps): boolean {
  return (
    a.today === b.today &&
    a.isExpanded === b.isExpanded &&
    a.isEdited === b.isEdited &&
    // Only there it matters which messages there are by now.
    (!a.isEdited || a.edits === b.edits) &&
    a.row.key === b.row.key &&
    a.row.startsDay === b.row.startsDay &&
    a.row.startsUnread === b.row.startsUnread &&
    hasSameContent(a.row, b.row)
  )
}

function hasSameContent(a: Row, b: Row): boolean {
  if (a.kind === 'event') return b.kind === 'event' && a.entry === b.entry && a.lifted === b.lifted
  if (a.kind === 'message')
    return (
      b.kind === 'message' &&
      a.entry === b.entry &&
      a.text === b.text &&
      a.isChanged === b.isChanged &&
      a.isPinned === b.isPinned &&
      a.preview === b.preview &&
      a.replies === b.replies &&
      hasSameReactions(a.reactions, b.reactions) &&
      isSameQuote(a.quote, b.quote) &&
      a.isContinued === b.isContinued
    )
  return (
    b.kind === 'outgoing' &&
    a.outgoing === b.outgoing &&
    a.goesOutAt === b.goesOutAt &&
    isSameQuote(a.quote, b.quote) &&
    a.isContinued === b.isContinued
  )
}

function hasSameReactions(a: readonly Reaction[], b: readonly Reaction[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ emoji, users }, index) => {
      const other = b[index]
      return (
        other?.emoji === emoji &&
        other.users.length === users.length &&
        users.every(({ userId }, at) => other.users[at]?.userId === userId)
      )
    })
  )
}
