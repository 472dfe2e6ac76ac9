import { type ChatClient, hasOlder, type RoomView } from '@hubbub/client'
import { useCallback, useState } from 'react'
import { describeFailure } from '../../ui/failure-text.js'

/** Older entries are asked for when the reader comes this close to the oldest held, in pixels. */
const AHEAD_PX = 900

export type Past = 'more' | 'loading' | 'beginning' | 'trimmed' | 'failed'

export function useOlder(client: ChatClient, view: RoomView) {
  const [problem, setProblem] = useState<string | null>(null)
  const { roomId } = view.room
  const past = problem === null ? pastOf(view) : 'failed'

  const load = useCallback(() => {
    setProblem(null)
    client.loadOlder(roomId).catch(error => setProblem(describeFailure(error)))
  }, [client, roomId])

  /** @param top pixels between the reader and the oldest row */
  const loadWhenNear = useCallback(
    (top: number) => {
      if (past === 'more' && top < AHEAD_PX) load()
    },
    [past, load],
  )

  return { past, problem, load, loadWhenNear }
}

function pastOf({ timeline, loadingOlder }: RoomView): Past {
  if (loadingOlder) return 'loading'
  if (hasOlder(timeline)) return 'more'
  return timeline.oldestSeq > 1 ? 'trimmed' : 'beginning'
}
