import type { Entry, MessageEntry } from '@hubbub/shared'
import { messageBefore } from './message-before.js'

/** The message that has the focus itself, as after a way to it, or at one of its buttons. */
export function focusedMessage(entries: readonly Entry[]): MessageEntry | null {
  const focused = document.activeElement?.closest('[data-seq]')?.getAttribute('data-seq')
  return messageBefore(entries, null, ({ seq }) => String(seq) === focused)
}
