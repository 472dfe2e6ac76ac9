import type { ChatClient, RoomView } from '@hubbub/client'
import type { MessagePlace } from '@hubbub/shared'
import { useCallback, useMemo, useState } from 'react'
import type { Trouble } from '../chat/use-trouble.js'
import { useMessageKey } from '../timeline/use-message-key.js'

export interface Reacting {
  /** Opens the list of emoji beside this element. */
  pick(message: MessagePlace, beside: Element): void
  give(message: MessagePlace, emoji: string, on: boolean): void
}

export interface Picking {
  message: MessagePlace
  beside: Element
}

/**
 * Reactions show once they are in the log, like whatever the others see.
 * @param beside where the list stands that Alt+R opens
 */
export function useReacting(
  client: ChatClient,
  view: RoomView,
  attempt: Trouble['attempt'],
  beside: (message: MessagePlace) => Element | null,
) {
  const { roomId } = view.room
  const [picking, setPicking] = useState<Picking | null>(null)

  const reacting = useMemo<Reacting>(
    () => ({
      pick: (message, beside) => setPicking({ message, beside }),
      give(message, emoji, on) {
        attempt(
          client.react(roomId, message, emoji, on),
          `The reaction was not ${on ? 'given' : 'taken back'}.`,
        )
      },
    }),
    [client, roomId, attempt],
  )
  useMessageKey('r', view.timeline.entries, message => {
    const place = beside(message)
    if (place !== null) setPicking({ message, beside: place })
  })
  const endPicking = useCallback(() => setPicking(null), [])
  return { reacting, picking, endPicking }
}
