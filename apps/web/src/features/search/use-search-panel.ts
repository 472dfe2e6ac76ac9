import type { RoomId } from '@hubbub/shared'
import { useRef, useState } from 'react'
import { focusComposer } from '../composer/focus-composer.js'

/** At most one is on the page. */
export const SEARCH_BOX_ID = 'search-box'

interface Opened {
  /** The room in which it was opened or last confined to. */
  roomId: RoomId
  query: string
  /** Whether it goes through all rooms. */
  isEverywhere: boolean
}

/** What is looked for where, and how that changes. */
export type OpenSearch = ReturnType<typeof useSearchPanel>

/** The search is open for one room, and closed when another one is, or for all rooms. */
export function useSearchPanel(roomId: RoomId | null) {
  const [opened, setOpened] = useState<Opened | null>(null)
  const cameFrom = useRef<Element | null>(null)
  const isOver = roomId === null || (!opened?.isEverywhere && opened?.roomId !== roomId)
  if (opened !== null && isOver) setOpened(null)

  /** Where it is open already, this goes there. @param query to look for at once, in this room */
  function open(query = '') {
    if (roomId === null) return
    if (!hasFocus()) cameFrom.current = document.activeElement
    if (opened === null || query !== '') setOpened({ roomId, query, isEverywhere: false })
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
    isEverywhere: opened?.isEverywhere ?? false,
    setEverywhere(isEverywhere: boolean) {
      if (roomId !== null) setOpened(now => now && { ...now, roomId, isEverywhere })
    },
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
