import type { MessagePlace, Restriction } from '@hubbub/shared'
import { Name } from '../../ui/name.js'
import { tameMarks } from '../../ui/tame-marks.js'
import { paceText } from '../slow-mode/slow-text.js'
import { fullText, timeText } from './clock-text.js'
import type { RoomEvent } from './timeline-rows.js'

interface EventLineProps {
  entry: RoomEvent
  /** What a restriction that was lifted had been, as far as that is known. */
  lifted: Restriction | null
  /** Goes to a message. */
  onShow: (place: MessagePlace) => void
}

/** One line about what somebody did to the room. */
export function EventLine(props: EventLineProps) {
  const { entry } = props
  return (
    <p className="event-line" data-seq={entry.seq}>
      <Name>{entry.sender.name}</Name>
      <What {...props} />
      <time dateTime={new Date(entry.sentAt).toISOString()} title={fullText(entry.sentAt)}>
        {timeText(entry.sentAt)}
      </time>
    </p>
  )
}

function What({ entry, lifted, onShow }: EventLineProps) {
  switch (entry.kind) {
    case 'member-left':
      return <span>left</span>
    case 'member-joined':
      if (!entry.by) return <span>joined</span>
      return (
        <>
          <span>was invited by</span>
          <Name>{entry.by.name}</Name>
        </>
      )
    case 'webhook-added':
    case 'webhook-removed':
      return (
        <>
          <span>{entry.kind === 'webhook-added' ? 'added the webhook' : 'removed the webhook'}</span>
          <Name>{entry.webhook.name}</Name>
        </>
      )
    case 'member-restricted':
      return (
        <>
          <span>{VERBS[entry.restriction ?? 'lifted']}</span>
          <Name>{entry.target.name}</Name>
          {entry.restriction === null && <span>{AGAIN[lifted ?? 'unknown']}</span>}
        </>
      )
    case 'moderator-changed':
      if (entry.target.userId === entry.sender.userId) return <span>stopped moderating</span>
      return (
        <>
          <span>{entry.moderator ? 'made' : 'removed'}</span>
          <Name>{entry.target.name}</Name>
          <span>{entry.moderator ? 'a moderator' : 'as moderator'}</span>
        </>
      )
    case 'topic-changed':
      if (entry.topic === '') return <span>removed the topic</span>
      return (
        <>
          <span>set the topic:</span>
          <bdi className="event-line-topic" title={entry.topic}>
            {tameMarks(entry.topic)}
          </bdi>
        </>
      )
    case 'room-renamed':
      return (
        <>
          <span>renamed the room to</span>
          <Name>{`“${entry.name}”`}</Name>
        </>
      )
    case 'slow-mode-changed':
      if (entry.seconds === 0) return <span>turned off slow mode</span>
      return (
        <span className="event-line-long">
          turned on slow mode: one message every {paceText(entry.seconds)}
        </span>
      )
    case 'message-pinned': {
      const show = () => onShow({ seq: entry.targetSeq, mid: entry.target })
      return (
        <>
          <span>{entry.on ? 'pinned' : 'unpinned'}</span>
          <button type="button" onClick={show}>
            a message
          </button>
        </>
      )
    }
  }
}

const VERBS = { muted: 'muted', banned: 'removed', lifted: 'let' } as const
const AGAIN = { muted: 'speak again', banned: 'back in', unknown: 'take part again' } as const
