import type { RoomView } from '@hubbub/client'
import type { EntryId, RoomId, UserId } from '@hubbub/shared'
import { useCallback, useMemo, useState } from 'react'
import type { Drafts } from '../composer/drafts.js'
import { messageBefore } from './message-before.js'

/** The text box of the message that is being edited; at most one is on the page. */
export const EDIT_BOX_ID = 'edit-box'

export interface Edits {
  /** The own message that is being edited in this room. */
  edited: EntryId | null
  /** It is to be deleted. */
  isDeletion: boolean
  /** What was written so far. */
  drafts: Drafts['edits']
  /** @param isDeletion delete it instead, once that is confirmed */
  begin(mid: EntryId, isDeletion?: boolean): void
  end(mid: EntryId): void
  /** @param before edit the own message before this one; null: the newest */
  beginOwn(before: EntryId | null): void
}

interface Editing {
  roomId: RoomId | null
  mid: EntryId
  isDeletion: boolean
}

const NONE = { mid: null, isDeletion: false }

export function useEdits(
  roomId: RoomId | null,
  view: RoomView | null,
  me: UserId,
  drafts: Drafts['edits'],
): Edits {
  const [editing, setEditing] = useState<Editing | null>(null)
  // Whoever comes back to a room is where one reads on; what was half written waits at its message.
  if (editing !== null && editing.roomId !== roomId) setEditing(null)
  const { mid: edited, isDeletion } = editing ?? NONE

  const begin = useCallback(
    (mid: EntryId, isDeletion = false) => {
      setEditing({ roomId, mid, isDeletion })
      // Where it is open already, this goes there.
      document.getElementById(EDIT_BOX_ID)?.focus()
    },
    [roomId],
  )
  // Another one may have been begun before the answer to this one came.
  const end = useCallback(
    (mid: EntryId) => {
      drafts.delete(mid)
      setEditing(now => (now?.mid === mid ? null : now))
    },
    [drafts],
  )

  return useMemo(
    () => ({
      edited,
      isDeletion,
      drafts,
      begin,
      end,
      beginOwn(before) {
        // The newest is the one that is still on its way, and cannot be changed yet.
        if (view === null || view.outgoing.some(({ state }) => state !== 'refused')) return
        const own = messageBefore(view.timeline.entries, before, ({ sender }) => sender.userId === me)
        if (own !== null) begin(own.mid)
      },
    }),
    [edited, isDeletion, drafts, begin, end, view, me],
  )
}
