import type { ChatClient } from '@hubbub/client'
import type { MessagePlace, RoomId } from '@hubbub/shared'
import { useCallback, useEffect, useEffectEvent, useMemo, useState } from 'react'
import { describeFailure } from '../../ui/failure-text.js'
import { isAltLetter } from '../../ui/is-alt-letter.js'

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
 * @param latest what Alt+R is about; null when nothing can be reacted to
 */
export function useReacting(client: ChatClient, roomId: RoomId, latest: () => Picking | null) {
  const [picking, setPicking] = useState<Picking | null>(null)
  const [problem, setProblem] = useState<string | null>(null)

  const reacting = useMemo<Reacting>(
    () => ({
      pick: (message, beside) => setPicking({ message, beside }),
      give(message, emoji, on) {
        setProblem(null)
        client.react(roomId, message, emoji, on).catch(error => setProblem(describeFailure(error)))
      },
    }),
    [client, roomId],
  )
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (!isAltLetter(event, 'r')) return
    if (document.querySelector('dialog[open]')) return
    event.preventDefault()
    setPicking(latest())
  })
  useEffect(() => {
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
  const endPicking = useCallback(() => setPicking(null), [])
  return { reacting, picking, endPicking, problem }
}
