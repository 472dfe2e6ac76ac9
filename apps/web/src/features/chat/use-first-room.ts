import type { RoomId } from '@hubbub/shared'
import { useEffect } from 'react'
import { resetIn } from '../passwords/reset-route.js'
import { replaceRoom, tellAddress } from '../rooms/room-route.js'

/** Opens a room where the address names none. @param first undefined: it is not known yet */
export function useFirstRoom(roomId: RoomId | null, first: RoomId | undefined, isClusterOpen: boolean): void {
  useEffect(() => {
    if (roomId !== null || first === undefined || isClusterOpen) return
    // A link may stand there of which the browser is yet to tell: it is for others, and not to be lost.
    tellAddress()
    if (resetIn(location.hash) === null) replaceRoom(first)
  }, [roomId, first, isClusterOpen])
}
