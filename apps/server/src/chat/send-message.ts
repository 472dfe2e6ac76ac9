import { ChatError, type SendMessage, type SendReceipt, TEXT_MAX_BYTES, type User } from '@hubbub/shared'
import type { MessageLog } from './ports.js'

export type SendMessageRule = (sender: User, command: SendMessage) => Promise<SendReceipt>

export function createSendMessage(log: MessageLog): SendMessageRule {
  return async function sendMessage(sender, { roomId, clientMessageId, text: given }) {
    // A lone surrogate cannot be encoded; what is stored is what every reader gets.
    const text = given.toWellFormed()
    if (text.trim() === '') throw new ChatError('bad_request', 'A message needs some text.')
    if (Buffer.byteLength(text) > TEXT_MAX_BYTES) {
      throw new ChatError('too_long', `A message has at most ${TEXT_MAX_BYTES} bytes.`)
    }
    // Nothing is emitted here: every worker, this one too, hears the entry through its room feed.
    return log.append({ roomId, sender, clientMessageId, text })
  }
}
