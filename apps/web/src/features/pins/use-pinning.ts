import type { ChatClient, RoomView } from '@hubbub/client'
import type { MessagePlace, RoomId } from '@hubbub/shared'
import { useCallback, useEffect, useEffectEvent, useMemo, useState } from 'react'
import { describeFailure } from '../../ui/failure-text.js'
import { isAltLetter } from '../../ui/is-alt-letter.js'
import { focusedMessage } from '../timeline/focused-message.js'
import { messageBefore } from '../timeline/message-before.js'

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
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (view === null || !isAltLetter(event, 'p')) return
    if (document.querySelector('dialog[open], :popover-open')) return
    event.preventDefault()
    const { entries } = view.timeline
    const message = focusedMessage(entries) ?? messageBefore(entries, null)
    if (message !== null) pin(message, !view.pins.some(({ mid }) => mid === message.mid))
  })
  useEffect(() => {
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])

  return useMemo(() => ({ pin, problem }), [pin, problem])
}
