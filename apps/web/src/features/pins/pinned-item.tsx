import type { MessagePlace } from '@hubbub/shared'
import { Avatar } from '../../ui/avatar.js'
import { IconButton } from '../../ui/button.js'
import { Name } from '../../ui/name.js'
import { tameMarks } from '../../ui/tame-marks.js'
import { fullText, momentText } from '../timeline/clock-text.js'
import { plainText } from '../timeline/plain-text.js'
import { AppBadge } from '../webhooks/app-badge.js'
import { senderText } from '../webhooks/sender-text.js'
import type { Pinned } from './pinned.js'

interface PinnedItemProps {
  pinned: Pinned
  /** Milliseconds since 1970. */
  today: number
  onShow: (place: MessagePlace) => void
  onUnpin: (place: MessagePlace) => void
}

export function PinnedItem({ pinned, today, onShow, onUnpin }: PinnedItemProps) {
  const { place } = pinned
  return (
    <li className="pin">
      {pinned.state === 'known' ? (
        <button type="button" className="pin-message" onClick={() => onShow(place)}>
          <span className="pin-head">
            <Avatar user={pinned.sender} size="s" />
            <Name>{pinned.sender.name}</Name>
            <AppBadge sender={pinned.sender} />
            <time dateTime={new Date(pinned.sentAt).toISOString()} title={fullText(pinned.sentAt)}>
              {momentText(pinned.sentAt, today)}
            </time>
          </span>
          <span className="pin-text" dir="auto">
            {tameMarks(plainText(pinned.text))}
          </span>
        </button>
      ) : (
        <p className="pin-message pin-note">
          {pinned.state === 'earlier' ? 'Looking for the message…' : 'This message is not kept any more.'}
        </p>
      )}
      <IconButton icon="close" label={`Unpin ${nameOf(pinned)}`} onClick={() => onUnpin(place)} />
    </li>
  )
}

function nameOf(pinned: Pinned): string {
  if (pinned.state !== 'known') return 'this message'
  return `the message of ${senderText(pinned.sender)}, ${fullText(pinned.sentAt)}`
}
