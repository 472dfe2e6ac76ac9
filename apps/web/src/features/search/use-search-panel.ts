import type { RoomId } from '@hubbub/shared'
import { useRef, useState } from 'react'
import { focusComposer } from '../composer/focus-composer.js'

/** At most one is on the page. */
export const SEARCH_BOX_ID = 'search-box'

/** The search is open for one room, and closed when another one is. */
export function useSearchPanel(roomId: RoomId | null) {
  const [opened, setOpened] = useState<{ roomId: RoomId; query: string } | null>(null)
  const cameFrom = useRef<Element | null>(null)
  if (opened !== null && opened.roomId !== roomId) setOpened(null)

  /** Where it is open already, this goes there. @param query to look for at once */
  function open(query = '') {
    if (roomId === null) return
    if (!hasFocus()) cameFrom.current = document.activeElement
    if (opened === null || query !== '') setOpened({ roomId, query })
    if (opened !== null) focusSearchBox()
  }

  function close() {
    setOpened(null)
    if (!hasFocus()) return
    if (cameFrom.current instanceof HTMLElement && cameFrom.current.isConnected) cameFrom.current.focus()
    else focusComposer()
  }

  return {
    isOpen: opened !== null,
    query: opened?.query ?? '',
    setQuery: (query: string) => setOpened(now => now && { ...now, query }),
    open,
    close,
    toggle: opened === null ? () => open() : close,
  }
}

/** What was looked for before is replaced by what is typed. */
export function focusSearchBox(): void {
  const box = document.getElementById(SEARCH_BOX_ID)
  box?.focus()
  if (box instanceof HTMLInputElement) box.select()
}

function hasFocus(): boolean {
  return document.activeElement?.closest('.search-panel') != null
}
