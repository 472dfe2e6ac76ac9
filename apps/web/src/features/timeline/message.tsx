import { type Sender, type Seq, senderText } from '@hubbub/shared'
import type { ReactNode } from 'react'
import { Avatar } from '../../ui/avatar.js'
import { Icon } from '../../ui/icons.js'
import { Name } from '../../ui/name.js'
import { AppBadge } from '../webhooks/app-badge.js'
import { fullText, marginTimeText, timeText } from './clock-text.js'
import { MessageText } from './message-text.js'
import './message.css'

export type MessageState = 'queued' | 'sending' | 'sent' | 'refused'

interface MessageProps {
  sender: Sender
  /** Milliseconds since 1970. */
  at: number
  /** null: it was deleted. */
  text: string | null
  isChanged?: boolean
  /** Whether a moderator deleted it. */
  isModerated?: boolean
  isPinned?: boolean
  /** null while it is not known to be in the log. */
  seq: Seq | null
  /** Its own address. */
  href?: string
  state: MessageState
  /** The sender is told by the message above. */
  isContinued: boolean
  isExpanded: boolean
  onExpand: () => void
  /** What it answers. */
  quote?: ReactNode
  /** At the end of the row: what can be done with it, or how far an own message has come. */
  mark?: ReactNode
  foot?: ReactNode
  /** What it carries, and where it leads. */
  below?: ReactNode
  /** Stands in for the text. */
  form?: ReactNode
}

export function Message(props: MessageProps) {
  const { sender, at, seq, href, state, isContinued, quote, mark, foot, form } = props
  return (
    <article
      className={`message message-${state} ${isContinued ? 'message-continued' : ''}`}
      aria-label={`${senderText(sender)}, ${timeText(at)}`}
      data-state={state}
      data-seq={seq ?? undefined}
    >
      {isContinued ? (
        <Time at={at} text={marginTimeText(at)} href={href} className="message-margin" />
      ) : (
        <Avatar user={sender} />
      )}
      <div className="message-body">
        {!isContinued && (
          <header className="message-header">
            <Name>{sender.name}</Name>
            <AppBadge sender={sender} />
            <Time at={at} text={timeText(at)} href={href} />
          </header>
        )}
        {quote}
        {form ?? <Said {...props} />}
        {foot}
      </div>
      {mark}
    </article>
  )
}

function Said({ text, below, isChanged, isModerated, isPinned, isExpanded, onExpand }: MessageProps) {
  if (text === null)
    return <p className="message-deleted">Message deleted{isModerated && ' by a moderator'}</p>
  return (
    <>
      {text !== '' && <MessageText text={text} isExpanded={isExpanded} onExpand={onExpand} />}
      {below}
      {(isChanged || isPinned) && (
        <span className="message-note">
          {isPinned && (
            <span className="message-pinned">
              <Icon name="pin" size={13} /> pinned
            </span>
          )}
          {isChanged && 'edited'}
        </span>
      )}
    </>
  )
}

interface TimeProps {
  at: number
  text: string
  href: string | undefined
  className?: string
}

function Time({ at, text, href, className }: TimeProps) {
  return (
    <time className={className} dateTime={new Date(at).toISOString()} title={fullText(at)}>
      {href === undefined ? (
        text
      ) : (
        <a href={href} tabIndex={-1} aria-label={`Link to this message, ${text}`}>
          {text}
        </a>
      )}
    </time>
  )
}
