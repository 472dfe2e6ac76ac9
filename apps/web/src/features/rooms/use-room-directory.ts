import type { ChatClient } from '@hubbub/client'
import type { RoomId, RoomSummary } from '@hubbub/shared'
import { useCallback, useEffect, useState } from 'react'
import { describeFailure } from '../../ui/failure-text.js'

/** The rooms the user could join, page by page. A page that cannot be had is asked for again with the next press. */
export function useRoomDirectory(client: ChatClient) {
  const [rooms, setRooms] = useState<readonly RoomSummary[]>([])
  /** undefined: the first page; null: there are no more. */
  const [next, setNext] = useState<RoomId | undefined | null>(undefined)
  const [isLoading, setLoading] = useState(true)
  const [problem, setProblem] = useState<string | null>(null)

  const load = useCallback(
    async (after: RoomId | undefined) => {
      setLoading(true)
      setProblem(null)
      try {
        const page = await client.listRooms(after)
        setRooms(held => (after === undefined ? page.others : [...held, ...page.others]))
        setNext(page.next)
      } catch (error) {
        setProblem(describeFailure(error))
      } finally {
        setLoading(false)
      }
    },
    [client],
  )
  useEffect(() => void load(undefined), [load])

  return { rooms, isLoading, hasMore: next !== null, problem, loadMore: () => void load(next ?? undefined) }
}
