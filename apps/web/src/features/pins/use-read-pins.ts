import { type ChatClient, readPinned } from '@hubbub/client'
import type { MessagePlace, RoomId } from '@hubbub/shared'
import { useEffect, useState } from 'react'
import { describeFailure } from '../../ui/failure-text.js'
import type { ReadPins } from './pinned.js'

const NOTHING_READ: ReadPins = new Map()

/** Reads those that are not known yet, once the room can be asked. @param lacking a new list only when it is another one */
export function useReadPins(
  client: ChatClient,
  roomId: RoomId,
  lacking: (read: ReadPins) => readonly MessagePlace[],
) {
  const [read, setRead] = useState(NOTHING_READ)
  const [problem, setProblem] = useState<string | null>(null)
  const isReachable = client.isReachable(roomId)
  const places = lacking(read)
  const wanted = places.map(({ seq, mid }) => `${seq} ${mid}`).join()

  // biome-ignore lint/correctness/useExhaustiveDependencies: `wanted` says which places these are
  useEffect(() => {
    if (wanted === '' || !isReachable) return
    let isWanted = true
    setProblem(null)
    readPinned(client.reader, roomId, places)
      .then(found => {
        if (!isWanted) return
        setRead(
          before => new Map([...before, ...places.map(({ mid }) => [mid, found.get(mid) ?? null] as const)]),
        )
      })
      .catch(error => isWanted && setProblem(describeFailure(error)))
    return () => {
      isWanted = false
    }
  }, [client, roomId, wanted, isReachable])

  return { read, problem }
}
