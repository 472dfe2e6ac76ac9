import type { Entry, MessageEntry } from '@hubbub/shared'
import { useEffect, useEffectEvent } from 'react'
import { isAltLetter } from '../../ui/is-alt-letter.js'
import { focusedMessage } from './focused-message.js'
import { messageBefore } from './message-before.js'

/** Alt and the letter act on the message that has the focus, or on the latest one; of those that are wanted. */
export function useMessageKey(
  letter: string,
  entries: readonly Entry[],
  act: (message: MessageEntry) => void,
  isWanted: (message: MessageEntry) => boolean = () => true,
): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (!isAltLetter(event, letter) || document.querySelector('dialog[open], :popover-open')) return
    event.preventDefault()
    const focused = focusedMessage(entries)
    const message = focused && isWanted(focused) ? focused : messageBefore(entries, null, isWanted)
    if (message !== null) act(message)
  })
  useEffect(() => {
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}
