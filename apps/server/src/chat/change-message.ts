import type { ChangeMessage, SendReceipt, User } from '@hubbub/shared'
import type { MessageChanges } from './ports.js'
import { textOf } from './send-message.js'

export type ChangeMessageRule = (sender: User, command: ChangeMessage) => Promise<SendReceipt>

/** The rule throws what `textOf` and the store throw. */
export function createChangeMessage(changes: MessageChanges): ChangeMessageRule {
  return async function changeMessage(sender, { roomId, clientMessageId, seq, mid, text }) {
    const target = { seq, mid }
    return changes.change({
      roomId,
      sender,
      clientMessageId,
      target,
      text: text === null ? null : textOf(text),
    })
  }
}
