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

/** `3`, `99+`, or `60+` when there are more unread messages than this client holds. Empty for none. */
export function unreadText(view: Pick<RoomView, 'unread' | 'unreadIsAtLeast'>): string {
  if (view.unread === 0) return view.unreadIsAtLeast ? '1+' : ''
  if (view.unread > 99) return '99+'
  return view.unreadIsAtLeast ? `${view.unread}+` : String(view.unread)
}
