import { type MessagePlace, senderText } from '@hubbub/shared'
import { IconButton } from '../../ui/button.js'
import { fullText } from '../timeline/clock-text.js'
import { MessageCard } from '../timeline/message-card.js'
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
        <MessageCard
          sender={pinned.sender}
          sentAt={pinned.sentAt}
          text={pinned.text}
          today={today}
          onShow={() => onShow(place)}
        />
      ) : (
        <p className="pin-note">
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
