import type { ChatClient, RoomView } from '@hubbub/client'
import type { Entry, MessagePlace, RoomId } from '@hubbub/shared'
import { useCallback, useMemo } from 'react'
import type { Trouble } from '../chat/use-trouble.js'
import { useMessageKey } from '../timeline/use-message-key.js'

const NONE: readonly Entry[] = []

export interface Pinning {
  pin(message: MessagePlace, on: boolean): void
  problem: string | null
}

/** Pins show once they are in the log, like whatever the others see. */
export function usePinning(
  client: ChatClient,
  roomId: RoomId | null,
  view: RoomView | null,
  { attempt, problem }: Trouble,
): Pinning {
  const pin = useCallback(
    (message: MessagePlace, on: boolean) => {
      if (roomId === null) return
      attempt(client.pin(roomId, message, on), `The message was not ${on ? 'pinned' : 'unpinned'}.`)
    },
    [client, roomId, attempt],
  )
  useMessageKey('p', view?.timeline.entries ?? NONE, message =>
    pin(message, !view?.pins.some(({ mid }) => mid === message.mid)),
  )

  return useMemo(() => ({ pin, problem }), [pin, problem])
}
