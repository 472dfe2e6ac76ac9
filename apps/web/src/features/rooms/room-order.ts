import type { RoomView } from '@hubbub/client'
import { LOBBY, type RoomId } from '@hubbub/shared'

/** The lobby first, then the rooms by name, then the people one writes to. */
export function inOrder(rooms: ReadonlyMap<RoomId, RoomView>): RoomView[] {
  return [...rooms.values()].sort(
    (a, b) =>
      Number(b.room.roomId === LOBBY) - Number(a.room.roomId === LOBBY) ||
      Number(a.partner !== null) - Number(b.partner !== null) ||
      a.room.name.localeCompare(b.room.name) ||
      (a.room.roomId < b.room.roomId ? -1 : 1),
  )
}

type Unread = Pick<RoomView, 'unread' | 'unreadIsAtLeast'>

export function hasUnread(view: Unread): boolean {
  return view.unread > 0 || view.unreadIsAtLeast
}

/** @returns the first wanted room below (1) or above (-1) the given one; behind the last comes the first again */
export function nextRoom(
  ordered: readonly RoomView[],
  from: RoomId | null,
  by: 1 | -1,
  isWanted: (view: RoomView) => boolean = () => true,
): RoomId | null {
  const at = ordered.findIndex(({ room }) => room.roomId === from)
  const start = at < 0 && by < 0 ? 0 : at
  for (let step = 1; step <= ordered.length; step++) {
    const view = ordered.at((start + by * step) % ordered.length)
    if (view && isWanted(view)) return view.room.roomId
  }
  return null
}

/** `3`, `99+`, or `60+` when there are more unread messages than this client holds. Empty for none. */
export function unreadText(view: Unread): string {
  if (view.unread === 0) return view.unreadIsAtLeast ? '1+' : ''
  if (view.unread > 99) return '99+'
  return view.unreadIsAtLeast ? `${view.unread}+` : String(view.unread)
}
