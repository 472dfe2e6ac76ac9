import {
  ENTRY_ID_PATTERN,
  type MessagePlace,
  parseEntryId,
  parseRoomId,
  parseSeq,
  ROOM_ID_PATTERN,
  type RoomId,
} from '@hubbub/shared'
import { useMemo, useSyncExternalStore } from 'react'

const PREFIX = '#/room/'
const ROOM_ID = new RegExp(ROOM_ID_PATTERN)
const ENTRY_ID = new RegExp(ENTRY_ID_PATTERN)
const SEQ = /^[1-9]\d{0,14}$/

/** The room in the page's address, or null when it names none. */
export function useRoomRoute(): RoomId | null {
  return useSyncExternalStore(subscribeToAddress, () => roomIn(location.hash))
}

/** What follows the `#` in the page's address, with it. */
export function useAddress(): string {
  return useSyncExternalStore(subscribeToAddress, () => location.hash)
}

/** The message in the page's address, or null when it names none; the same object as long as the address is the same. */
export function useMessageRoute(): MessagePlace | null {
  const hash = useAddress()
  return useMemo(() => messageIn(hash), [hash])
}

export function roomHref(roomId: RoomId): string {
  return `${PREFIX}${roomId}`
}

export function messageHref(roomId: RoomId, { seq, mid }: MessagePlace): string {
  return `${roomHref(roomId)}/${seq}-${mid}`
}

export function openRoom(roomId: RoomId): void {
  location.hash = roomHref(roomId)
}

/** As `openRoom`, without a step in the browser's history. */
export function replaceRoom(roomId: RoomId | null): void {
  history.replaceState(null, '', roomId === null ? location.pathname : roomHref(roomId))
  tellAddress()
}

/** To who is subscribed to it: the browser tells of some changes only. */
export function tellAddress(): void {
  window.dispatchEvent(new HashChangeEvent('hashchange'))
}

/** @param hash of an address, with its `#` */
export function roomIn(hash: string): RoomId | null {
  const [id = ''] = partsOf(hash)
  return ROOM_ID.test(id) ? parseRoomId(id) : null
}

/** @param hash of an address, with its `#` */
export function messageIn(hash: string): MessagePlace | null {
  const [room = '', message = ''] = partsOf(hash)
  const [seq = '', ...rest] = message.split('-')
  const mid = rest.join('-')
  if (!ROOM_ID.test(room) || !SEQ.test(seq) || !ENTRY_ID.test(mid)) return null
  return { seq: parseSeq(Number(seq)), mid: parseEntryId(mid) }
}

function partsOf(hash: string): string[] {
  return hash.startsWith(PREFIX) ? hash.slice(PREFIX.length).split('/') : []
}

export function subscribeToAddress(listener: () => void): () => void {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}
