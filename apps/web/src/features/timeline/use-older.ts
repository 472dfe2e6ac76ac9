import { type ChatClient, hasOlder, type RoomView } from '@hubbub/client'
import { PAGE_MAX_ENTRIES } from '@hubbub/shared'
import { useCallback, useState } from 'react'
import { describeFailure } from '../../ui/failure-text.js'

/** Older entries are asked for when the reader comes this close to the oldest held, in pixels. */
const AHEAD_PX = 900

/** `waiting`: there is more, and no connection to ask for it. */
export type Past = 'more' | 'waiting' | 'loading' | 'beginning' | 'trimmed' | 'failed'

export function useOlder(client: ChatClient, view: RoomView, isConnected: boolean) {
  const [problem, setProblem] = useState<string | null>(null)
  const { roomId } = view.room
  const past = problem === null ? pastOf(view, isConnected) : 'failed'

  const read = useCallback(
    (limit?: number) => {
      setProblem(null)
      client.loadOlder(roomId, limit).catch(error => setProblem(describeFailure(error)))
    },
    [client, roomId],
  )
  const load = useCallback(() => read(), [read])
  /** For who does not read what lies between. */
  const loadMuch = useCallback(() => read(PAGE_MAX_ENTRIES), [read])

  // Changes with every view: right after a reconnect the room cannot be read yet, and it is asked for again.
  const loadWhenNear = useCallback(
    /** @param top pixels between the reader and the oldest row */
    (top: number) => {
      if (problem === null && top < AHEAD_PX && pastOf(view, isConnected) === 'more') load()
    },
    [problem, view, isConnected, load],
  )

  return { past, problem, load, loadMuch, loadWhenNear }
}

function pastOf({ timeline, loadingOlder }: RoomView, isConnected: boolean): Past {
  if (loadingOlder) return 'loading'
  if (hasOlder(timeline)) return isConnected ? 'more' : 'waiting'
  return timeline.oldestSeq > 1 ? 'trimmed' : 'beginning'
}
