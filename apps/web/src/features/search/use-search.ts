import type { ChatClient } from '@hubbub/client'
import type { Epoch, RoomId } from '@hubbub/shared'
import { useCallback, useEffect, useRef, useState } from 'react'
import { type SearchResults, type SearchRun, startSearchRun } from './search-run.js'

/** Whoever has not typed for so long wants to see something. */
const TYPING_PAUSE_MS = 250
/** A room can be read a moment after the connection stands. */
const WAITING_MS = 500

interface SearchSource {
  client: ChatClient
  roomId: RoomId
  /** Another log is looked through anew. */
  epoch: Epoch
  /** Empty: nothing is looked for. */
  query: string
  isConnected: boolean
}

/** Looks for what is typed; while nothing is found yet for a new query, there is what was found for the one before. */
export function useSearch({ client, roomId, epoch, query, isConnected }: SearchSource) {
  const [results, setResults] = useState<SearchResults | null>(null)
  const run = useRef<SearchRun | null>(null)
  const pause = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)

  // biome-ignore lint/correctness/useExhaustiveDependencies: what was found in another log is worth nothing
  const lookNow = useCallback(() => {
    clearTimeout(pause.current)
    run.current?.stop()
    run.current = query === '' ? null : startSearchRun(query, client.search(roomId, query), setResults)
  }, [client, roomId, epoch, query])
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
