import { useState } from 'react'

const KEY = 'hubbub.members'

/** Beside the room the panel stays as it was left; over the room (`isOverlay`) it opens on demand only. */
export function useMembersPreference(isOverlay: boolean) {
  const [isPinned, setPinned] = useState(() => localStorage.getItem(KEY) !== 'closed')
  const [isRaised, setRaised] = useState(false)

  function pin(isOpen: boolean) {
    localStorage.setItem(KEY, isOpen ? 'open' : 'closed')
    setPinned(isOpen)
  }

  const isOpen = isOverlay ? isRaised : isPinned
  const set = isOverlay ? setRaised : pin
  return { isOpen, toggle: () => set(!isOpen), close: () => set(false) }
}
