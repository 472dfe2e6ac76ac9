import type { ChatClient } from '@hubbub/client'
import type { User } from '@hubbub/shared'
import { useEffect, useState } from 'react'
import { describeFailure } from '../../ui/failure-text.js'

/** Whoever types goes on typing within this time; the server answers 30 questions in 10 s. */
const REST_MS = 200

interface Found {
  query: string
  people: readonly User[]
  problem: string | null
}

const NOTHING: Found = { query: '', people: [], problem: null }

/** People by the beginning of their name; those found before stay until the answer is there. */
export function useFoundPeople(client: ChatClient, typed: string) {
  const query = typed.trim()
  const [found, setFound] = useState(NOTHING)

  useEffect(() => {
    if (query === '') return setFound(NOTHING)
    let isCurrent = true
    const timer = setTimeout(() => {
      client.findPeople(query).then(
        people => {
          if (isCurrent) setFound({ query, people, problem: null })
        },
        error => {
          if (isCurrent) setFound({ query, people: [], problem: describeFailure(error) })
        },
      )
    }, REST_MS)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [client, query])

  return { ...found, isLooking: found.query !== query }
}
