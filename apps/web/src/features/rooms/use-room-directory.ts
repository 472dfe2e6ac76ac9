import type { ChatClient } from '@hubbub/client'
import type { RoomId, RoomSummary } from '@hubbub/shared'
import { useEffect, useState } from 'react'
import { describeFailure } from '../../ui/failure-text.js'

/** The rooms the user could join, page by page. */
export function useRoomDirectory(client: ChatClient) {
  const [rooms, setRooms] = useState<readonly RoomSummary[]>([])
  const [after, setAfter] = useState<RoomId | undefined>(undefined)
  const [next, setNext] = useState<RoomId | null>(null)
  const [isLoading, setLoading] = useState(true)
  const [problem, setProblem] = useState<string | null>(null)

  useEffect(() => {
    let isCurrent = true
    setLoading(true)
    client
      .listRooms(after)
      .then(
        page => {
          if (!isCurrent) return
          setRooms(held => (after === undefined ? page.others : [...held, ...page.others]))
          setNext(page.next)
        },
        error => {
          if (isCurrent) setProblem(describeFailure(error))
        },
      )
      .finally(() => {
        if (isCurrent) setLoading(false)
      })
    return () => {
      isCurrent = false
    }
  }, [client, after])

  return { rooms, isLoading, hasMore: next !== null, problem, loadMore: () => setAfter(next ?? undefined) }
}
