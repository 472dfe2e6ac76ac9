import type { RoomId } from '@hubbub/shared'
import { useState } from 'react'
import { keep } from '../../ui/keep.js'

const KEY = 'hubbub.members'

/**
 * Beside the room the panel stays as it was left; over the room (`isOverlay`) it opens on demand only, and does not stay when
 * another room is opened.
 */
export function useMembersPreference(isOverlay: boolean, roomId: RoomId | null) {
  const [isPinned, setPinned] = useState(() => localStorage.getItem(KEY) !== 'closed')
  const [raisedIn, setRaisedIn] = useState<RoomId | null>(null)

  function pin(isOpen: boolean) {
    keep(KEY, isOpen ? 'open' : 'closed')
    setPinned(isOpen)
  }

  const isOpen = isOverlay ? raisedIn !== null && raisedIn === roomId : isPinned
  const set = isOverlay ? (isRaised: boolean) => setRaisedIn(isRaised ? roomId : null) : pin
  return { isOpen, toggle: () => set(!isOpen), close: () => set(false) }
}
