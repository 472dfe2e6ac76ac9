import { parseRoomId, ROOM_ID_PATTERN, type RoomId } from '@hubbub/shared'
import { useSyncExternalStore } from 'react'

const PREFIX = '#/room/'
const ROOM_ID = new RegExp(ROOM_ID_PATTERN)

/** The room in the page's address, or null when it names none. */
export function useRoomRoute(): RoomId | null {
  return useSyncExternalStore(subscribeToAddress, readRoute)
}

export function roomHref(roomId: RoomId): string {
  return `${PREFIX}${roomId}`
}

export function openRoom(roomId: RoomId): void {
  location.hash = roomHref(roomId)
}

/** As `openRoom`, without a step in the browser's history. */
export function replaceRoom(roomId: RoomId | null): void {
  history.replaceState(null, '', roomId === null ? location.pathname : roomHref(roomId))
  window.dispatchEvent(new HashChangeEvent('hashchange'))
}

function readRoute(): RoomId | null {
  const id = location.hash.startsWith(PREFIX) ? location.hash.slice(PREFIX.length) : ''
  return ROOM_ID.test(id) ? parseRoomId(id) : null
}

export function subscribeToAddress(listener: () => void): () => void {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}
