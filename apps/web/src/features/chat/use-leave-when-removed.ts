import type { Removal } from '@hubbub/client'
import type { RoomId } from '@hubbub/shared'
import { useEffect, useRef } from 'react'
import { replaceRoom } from '../rooms/room-route.js'

/** Once for each removal: whoever comes to the room again, by a link, stands at its door. */
export function useLeaveWhenRemoved(removals: readonly Removal[], roomId: RoomId | null): void {
  const seen = useRef(new WeakSet<Removal>())
  useEffect(() => {
    for (const removal of removals) {
      if (seen.current.has(removal)) continue
      seen.current.add(removal)
      if (removal.room.roomId === roomId) replaceRoom(null)
    }
  }, [removals, roomId])
}
