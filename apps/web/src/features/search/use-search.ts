import { type ChatClient, type RoomView, searchRooms } from '@hubbub/client'
import { useCallback, useEffect, useRef, useState } from 'react'
import { type SearchResults, type SearchRun, startSearchRun } from './search-run.js'

/** Whoever has not typed for so long wants to see something. */
const TYPING_PAUSE_MS = 250
/** A room can be read a moment after the connection stands. */
const WAITING_MS = 500

interface SearchSource {
  client: ChatClient
  /** Where to look: in one room, or in all. */
  rooms: readonly RoomView[]
  isEverywhere: boolean
  /** Empty: nothing is looked for. */
  query: string
  isConnected: boolean
}

/** Looks for what is typed; while nothing is found yet for a new query, there is what was found for the one before. */
export function useSearch({ client, rooms, isEverywhere, query, isConnected }: SearchSource) {
  // Another log is looked through anew. Of all rooms some come and go, and what was found in the others stays.
  const [room] = rooms
  const where = isEverywhere ? 'everywhere' : `${room?.room.roomId} ${room?.timeline.epoch}`
  const [shown, setShown] = useState<{ where: string; results: SearchResults } | null>(null)
  const results = shown?.where === where ? shown.results : null
  const roomsNow = useRef(rooms)
  useEffect(() => {
    roomsNow.current = rooms
  }, [rooms])
  const run = useRef<SearchRun | null>(null)
  const pause = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)

  const lookNow = useCallback(() => {
    clearTimeout(pause.current)
    run.current?.stop()
    if (query === '') {
      run.current = null
      return
    }
    const roomIds = roomsNow.current.map(({ room }) => room.roomId)
    run.current = startSearchRun(query, searchRooms(client.reader, roomIds, query), results =>
      setShown({ where, results }),
    )
  }, [client, where, query])
  const lookFurther = useCallback(() => run.current?.goOn(), [])

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

  return { results: query === '' ? null : results, lookNow, lookFurther }
}
