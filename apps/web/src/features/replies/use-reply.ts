import type { RoomView } from '@hubbub/client'
import type { MessagePlace, RoomId } from '@hubbub/shared'
import { useCallback, useEffect, useEffectEvent, useMemo, useState } from 'react'
import { isAltLetter } from '../../ui/is-alt-letter.js'
import { isComposing } from '../../ui/is-composing.js'
import type { Drafts } from '../composer/drafts.js'
import { focusComposer } from '../composer/focus-composer.js'
import { focusedMessage } from '../timeline/focused-message.js'
import { messageBefore } from '../timeline/message-before.js'

export interface Reply {
  /** The message that what is being written answers. */
  to: MessagePlace | null
  begin(message: MessagePlace): void
  end(): void
}

/** Kept with the draft of the room, and never taken into another one. */
export function useReply(roomId: RoomId | null, view: RoomView | null, drafts: Drafts): Reply {
  const [reply, setReply] = useState(() => kept(roomId, drafts))
  if (reply.roomId !== roomId) setReply(kept(roomId, drafts))
  const { to } = reply

  const set = useCallback(
    (place: MessagePlace | null) => {
      if (roomId === null) return
      drafts.writeReplyTo(roomId, place)
      setReply({ roomId, to: place && { seq: place.seq, mid: place.mid } })
    },
    [roomId, drafts],
  )
  const begin = useCallback(
    (message: MessagePlace) => {
      set(message)
      focusComposer()
    },
    [set],
  )
  const end = useCallback(() => set(null), [set])

  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || isComposing(event) || view === null || view.mutedBy !== null) return
    if (document.querySelector('dialog[open], :popover-open')) return
    if (event.key === 'Escape' && to !== null) end()
    else if (isAltLetter(event, 'q')) {
      const { entries } = view.timeline
      const message = focusedMessage(entries) ?? messageBefore(entries, to?.mid ?? null)
      if (message !== null) begin(message)
    } else return
    event.preventDefault()
  })
  // After what stands in the page has seen the key, and before the window has: there Escape goes to the latest message.
  useEffect(() => {
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])

  return useMemo(() => ({ to, begin, end }), [to, begin, end])
}

function kept(roomId: RoomId | null, drafts: Drafts): { roomId: RoomId | null; to: MessagePlace | null } {
  return { roomId, to: roomId === null ? null : drafts.readReplyTo(roomId) }
}
