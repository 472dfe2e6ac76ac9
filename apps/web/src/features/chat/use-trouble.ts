import type { ChatClient } from '@hubbub/client'
import type { RoomId } from '@hubbub/shared'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { describeFailure } from '../../ui/failure-text.js'
import { whenBack } from '../connection/when-back.js'

/** Why what was done by one press came to nothing, until it is put away, the next is done, or the server is back. */
export interface Trouble {
  problem: string | null
  /** @param refusal what to say before the reason, should it fail */
  attempt(asked: Promise<unknown>, refusal: string): void
  forget(): void
}

export function useTrouble(client: ChatClient, roomId: RoomId | null): Trouble {
  const [told, tell] = useState<{ roomId: RoomId | null; problem: string } | null>(null)
  const problem = told?.roomId === roomId ? (told?.problem ?? null) : null
  const forget = useCallback(() => tell(null), [])
  useEffect(() => whenBack(client, forget), [client, forget])

  const attempt = useCallback(
    (asked: Promise<unknown>, refusal: string) => {
      forget()
      asked.catch(error => tell({ roomId, problem: `${refusal} ${describeFailure(error)}` }))
    },
    [roomId, forget],
  )
  return useMemo(() => ({ problem, attempt, forget }), [problem, attempt, forget])
}
