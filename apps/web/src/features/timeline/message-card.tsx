import type { Sender } from '@hubbub/shared'
import { useId } from 'react'
import { Avatar } from '../../ui/avatar.js'
import { Name } from '../../ui/name.js'
import { AppBadge } from '../webhooks/app-badge.js'
import { Moment } from './moment.js'
import { RichText } from './rich-text.js'
import './message-card.css'

interface MessageCardProps {
  sender: Sender
  /** Milliseconds since 1970. */
  sentAt: number
  /** null: it was deleted. */
  text: string | null
  /** Milliseconds since 1970. */
  today: number
  onShow: () => void
}

/** A message out of its place, to which a press leads, unless it is on a link in the text. */
export function MessageCard({ sender, sentAt, text, today, onShow }: MessageCardProps) {
  const id = useId()
  const [headId, textId] = [`${id}-head`, `${id}-text`]
  return (
    <div className="message-card">
      <button
        type="button"
        id={headId}
        className="message-card-lead"
        aria-labelledby={`${headId} ${textId}`}
        onClick={onShow}
      >
        <MessageCardHead sender={sender} sentAt={sentAt} today={today} />
      </button>
      <div id={textId} className="message-card-text">
        {text === null ? <i>Message deleted</i> : <RichText text={text} />}
      </div>
    </div>
  )
}

/** Who wrote it, and when. */
export function MessageCardHead({ sender, sentAt, today }: Omit<MessageCardProps, 'text' | 'onShow'>) {
  return (
    <span className="message-card-head">
      <Avatar user={sender} size="s" />
      <Name>{sender.name}</Name>
      <AppBadge sender={sender} />
      <Moment at={sentAt} today={today} />
    </span>
  )
}
