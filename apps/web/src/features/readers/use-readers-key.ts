import type { Entry, MessageEntry } from '@hubbub/shared'
import { useEffect, useEffectEvent } from 'react'
import { isAltLetter } from '../../ui/is-alt-letter.js'
import { focusedMessage } from '../timeline/focused-message.js'
import { messageBefore } from '../timeline/message-before.js'

/** Alt+S asks who has read the message that has the focus, or the latest one. */
export function useReadersKey(
  entries: readonly Entry[],
  onAsk: (message: MessageEntry | null) => void,
): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (!isAltLetter(event, 's') || document.querySelector('dialog[open], :popover-open')) return
    event.preventDefault()
    onAsk(focusedMessage(entries) ?? messageBefore(entries, null))
  })
  useEffect(() => {
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}
