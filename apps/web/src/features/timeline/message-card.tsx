import type { Sender } from '@hubbub/shared'
import { Avatar } from '../../ui/avatar.js'
import { Name } from '../../ui/name.js'
import { tameMarks } from '../../ui/tame-marks.js'
import { AppBadge } from '../webhooks/app-badge.js'
import { Moment } from './moment.js'
import { plainText } from './plain-text.js'
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

/** A message out of its place, to which a press leads. */
export function MessageCard({ sender, sentAt, text, today, onShow }: MessageCardProps) {
  return (
    <button type="button" className="message-card" onClick={onShow}>
      <MessageCardHead sender={sender} sentAt={sentAt} today={today} />
      {text === null ? (
        <i className="message-card-text">Message deleted</i>
      ) : (
        <span className="message-card-text" dir="auto">
          {tameMarks(plainText(text))}
        </span>
      )}
    </button>
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
