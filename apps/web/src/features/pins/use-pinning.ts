import type { ChatClient, RoomView } from '@hubbub/client'
import type { Entry, MessagePlace, RoomId } from '@hubbub/shared'
import { useCallback, useMemo, useState } from 'react'
import { describeFailure } from '../../ui/failure-text.js'
import { useMessageKey } from '../timeline/use-message-key.js'

const NONE: readonly Entry[] = []

export interface Pinning {
  pin(message: MessagePlace, on: boolean): void
  problem: string | null
}

/** Pins show once they are in the log, like whatever the others see. */
export function usePinning(client: ChatClient, roomId: RoomId | null, view: RoomView | null): Pinning {
  const [trouble, setTrouble] = useState<{ roomId: RoomId; problem: string } | null>(null)
  const problem = trouble?.roomId === roomId ? (trouble?.problem ?? null) : null

  const pin = useCallback(
    (message: MessagePlace, on: boolean) => {
      if (roomId === null) return
      setTrouble(null)
      client.pin(roomId, message, on).catch(error => setTrouble({ roomId, problem: describeFailure(error) }))
    },
    [client, roomId],
  )
  useMessageKey('p', view?.timeline.entries ?? NONE, message =>
    pin(message, !view?.pins.some(({ mid }) => mid === message.mid)),
  )

  return useMemo(() => ({ pin, problem }), [pin, problem])
}
