import { type ChatClient, hasOlder, type RoomView } from '@hubbub/client'
import { PAGE_MAX_ENTRIES } from '@hubbub/shared'
import { useCallback } from 'react'

/** Older entries are asked for when the reader comes this close to the oldest held, in pixels. */
const AHEAD_PX = 900

/** `waiting`: there is more, and no connection to ask for it. */
export type Past = 'more' | 'waiting' | 'loading' | 'beginning' | 'trimmed'

export function useOlder(client: ChatClient, view: RoomView, isConnected: boolean) {
  const { roomId } = view.room
  const load = useCallback(() => void client.loadOlder(roomId), [client, roomId])
  /** For who does not read what lies between. */
  const loadMuch = useCallback(() => void client.loadOlder(roomId, PAGE_MAX_ENTRIES), [client, roomId])

  // Changes with every view: right after a reconnect the room cannot be read yet, and it is asked for again.
  const loadWhenNear = useCallback(
    /** @param top pixels between the reader and the oldest row */
    (top: number) => {
      if (top < AHEAD_PX && pastOf(view, isConnected) === 'more') load()
    },
    [view, isConnected, load],
  )

  return { past: pastOf(view, isConnected), load, loadMuch, loadWhenNear }
}

function pastOf({ timeline, loadingOlder }: RoomView, isConnected: boolean): Past {
  if (loadingOlder) return 'loading'
  if (hasOlder(timeline)) return isConnected ? 'more' : 'waiting'
  return timeline.oldestSeq > 1 ? 'trimmed' : 'beginning'
}
