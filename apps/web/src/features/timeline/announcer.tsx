import { type Outgoing, wordsOf } from '@hubbub/client'
import { beginningOf, type Entry, type MessageEntry, senderText, type UserId } from '@hubbub/shared'
import { useState } from 'react'
import { refusalLabel } from './refusal-text.js'

/** A long message is begun, not read out whole. */
const SPOKEN_LENGTH = 200

interface AnnouncerProps {
  entries: readonly Entry[]
  outgoing: readonly Outgoing[]
  me: UserId
}

/**
 * Tells screen readers the newest message of somebody else, and at once that an own one was refused. The timeline cannot:
 * scrolling adds rows to it that are not new at all. What is said anew is a new element, else the same words would be
 * heard once only.
 */
export function Announcer({ entries, outgoing, me }: AnnouncerProps) {
  const isTheirs = (entry: Entry): entry is MessageEntry =>
    entry.kind === 'message' && entry.sender.userId !== me
  const refused = outgoing.findLast(item => item.state === 'refused')
  const [openedAt] = useState(entries.at(-1)?.seq ?? 0)
  const [openedWith] = useState(refused?.writtenAt ?? 0)
  const [heard, setHeard] = useState(openedWith)
  // What was refused before it, and is the last again when that one is gone, has been heard.
  if (refused !== undefined && refused.writtenAt > heard) setHeard(refused.writtenAt)
  const heardLast = entries.findLast(isTheirs)
  return (
    <>
      <p className="sr-only" aria-live="polite">
        {heardLast !== undefined && heardLast.seq > openedAt && (
          <span key={heardLast.seq}>
            {`${senderText(heardLast.sender)}${answeredIn(entries, heardLast)}: ${spoken(heardLast)}`}
          </span>
        )}
      </p>
      <p className="sr-only" aria-live="assertive">
        {refused !== undefined && refused.writtenAt === heard && heard > openedWith && (
          <span key={heard}>{`${refusalLabel(refused)}: ${spoken(refused)}`}</span>
        )}
      </p>
    </>
  )
}

function spoken({ text, files }: Pick<Outgoing, 'text' | 'files'>): string {
  return beginningOf(wordsOf(text, files), SPOKEN_LENGTH)
}

function answeredIn(entries: readonly Entry[], { replyTo }: MessageEntry): string {
  if (replyTo === undefined) return ''
  const answered = entries.findLast(({ mid }) => mid === replyTo.mid)
  return answered === undefined ? ', in reply' : `, in reply to ${senderText(answered.sender)}`
}
