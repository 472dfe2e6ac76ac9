import type { Entry, UserId } from '@hubbub/shared'
import { useState } from 'react'

/** A long message is begun, not read out whole. */
const SPOKEN_LENGTH = 200

/**
 * Tells screen readers the newest message of somebody else. The timeline cannot: scrolling adds rows to it that are
 * not new at all.
 */
export function Announcer({ entries, me }: { entries: readonly Entry[]; me: UserId }) {
  const newest = entries.at(-1)
  const [openedAt] = useState(newest?.seq ?? 0)
  const isNews =
    newest !== undefined && newest.kind === 'message' && newest.seq > openedAt && newest.sender.userId !== me
  return (
    <p className="sr-only" aria-live="polite">
      {isNews && `${newest.sender.name}: ${newest.text.slice(0, SPOKEN_LENGTH)}`}
    </p>
  )
}
