import type { MessagePlace, RoomId } from '@hubbub/shared'
import { useCallback, useMemo, useState } from 'react'

export interface Wanted {
  /** The message that the reader wants to be led to, until they are there. */
  place: MessagePlace | null
  /** @param inRoom whose message it is, when that room has just been opened */
  show(place: MessagePlace, inRoom?: RoomId): void
  stop(): void
}

/** Whoever opens another room wants something else by now. */
export function useWanted(roomId: RoomId | null): Wanted {
  const [wanted, setWanted] = useState<{ roomId: RoomId | null; place: MessagePlace | null }>(nothing(roomId))
  if (wanted.roomId !== roomId) setWanted(nothing(roomId))
  const { place } = wanted

  const show = useCallback(
    (next: MessagePlace, inRoom = roomId) => setWanted({ roomId: inRoom, place: next }),
    [roomId],
  )
  const stop = useCallback(() => setWanted(nothing(roomId)), [roomId])
  return useMemo(() => ({ place, show, stop }), [place, show, stop])
}

function nothing(roomId: RoomId | null) {
  return { roomId, place: null }
}
