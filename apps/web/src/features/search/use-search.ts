import { type ChatClient, type RoomView, type SearchFor, searchRooms } from '@hubbub/client'
import { useCallback, useEffect, useRef, useState } from 'react'
import { type SearchResults, type SearchRun, startSearchRun } from './search-run.js'

/** Whoever has not typed for so long wants to see something. */
const TYPING_PAUSE_MS = 250
/** A room can be read a moment after the connection stands. */
const WAITING_MS = 500

interface SearchSource {
  client: ChatClient
  /** Where to look: in this room, or in all that the user is in. */
  view: RoomView
  isEverywhere: boolean
  /** As it is typed. */
  query: string
  /** What that means; null: nothing is looked for. */
  wanted: SearchFor | null
  isConnected: boolean
}

/** Looks for what is typed; while nothing is found yet for a new query, there is what was found for the one before. */
export function useSearch({ client, view, isEverywhere, query, wanted, isConnected }: SearchSource) {
  // Another log is looked through anew. Of all rooms some come and go, and what was found in the others stays.
  const only = isEverywhere ? null : view.room.roomId
  const where = only === null ? 'everywhere' : `${only} ${view.timeline.epoch}`
  const [shown, setShown] = useState<{ where: string; results: SearchResults } | null>(null)
  const results = shown?.where === where ? shown.results : null
  const run = useRef<SearchRun | null>(null)
  const pause = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)

  const lookNow = useCallback(() => {
    clearTimeout(pause.current)
    run.current?.stop()
    if (wanted === null) {
      run.current = null
      return
    }
    const { rooms, roomsAwaited } = client.getState()
    const roomIds = only === null ? [...rooms.keys(), ...roomsAwaited] : [only]
    run.current = startSearchRun(query, searchRooms(client.reader, roomIds, wanted), results =>
      setShown({ where, results }),
    )
  }, [client, only, where, query, wanted])
  const lookFurther = useCallback(() => run.current?.goOn(), [])
  /** From the beginning: in rooms that could not be searched there may be what belongs before all others. */
  const lookAgain = useCallback(() => {
    const progress = { state: 'looking' as const }
    setShown(now => now && { ...now, results: { ...now.results, leftOut: 0, progress } })
    lookNow()
  }, [lookNow])

  useEffect(() => {
    pause.current = setTimeout(lookNow, TYPING_PAUSE_MS)
    return () => {
      clearTimeout(pause.current)
      run.current?.stop()
    }
  }, [lookNow])

  useEffect(() => {
    if (results?.progress.state !== 'waiting' || !isConnected) return
    const timer = setTimeout(lookFurther, WAITING_MS)
    return () => clearTimeout(timer)
  }, [results, isConnected, lookFurther])

  return { results: wanted === null ? null : results, lookNow, lookFurther, lookAgain }
}
