import type { RoomView } from '@hubbub/client'
import type { EntryId, RoomId, UserId } from '@hubbub/shared'
import { useCallback, useMemo, useRef, useState } from 'react'
import { messageBefore } from './message-before.js'

/** The text box of the message that is being edited; at most one is on the page. */
export const EDIT_BOX_ID = 'edit-box'

export interface Edits {
  /** The own message that is being edited in this room. */
  edited: EntryId | null
  /** It is to be deleted. */
  isDeletion: boolean
  /** What was written so far, of every message whose editing was begun and neither saved nor given up. */
  drafts: Map<EntryId, string>
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

export function useEdits(roomId: RoomId | null, view: RoomView | null, me: UserId): Edits {
  const [editing, setEditing] = useState<Editing | null>(null)
  const drafts = useRef(new Map<EntryId, string>())
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
  const end = useCallback((mid: EntryId) => {
    drafts.current.delete(mid)
    setEditing(now => (now?.mid === mid ? null : now))
  }, [])

  return useMemo(
    () => ({
      edited,
      isDeletion,
      drafts: drafts.current,
      begin,
      end,
      beginOwn(before) {
        // The newest is the one that is still on its way, and cannot be changed yet.
        if (view === null || view.outgoing.some(({ state }) => state !== 'refused')) return
        const own = messageBefore(view.timeline.entries, before, ({ sender }) => sender.userId === me)
        if (own !== null) begin(own.mid)
      },
    }),
    [edited, isDeletion, begin, end, view, me],
  )
}
