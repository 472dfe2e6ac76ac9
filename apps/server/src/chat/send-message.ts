import { ChatError, type Sender, type SendMessage, type SendReceipt, TEXT_MAX_BYTES } from '@hubbub/shared'
import type { AfterMessage } from './after-message.js'
import type { MessageLog } from './ports.js'

/** No reader sees them, and each takes six bytes on the wire. Not among them: tab and the ends of lines. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is them that are looked for
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g

/** @param moderatesAll whether the sender moderates every room that they are a member of */
export type SendMessageRule = (
  sender: Sender,
  command: SendMessage,
  moderatesAll?: boolean,
) => Promise<SendReceipt>

export function createSendMessage(log: MessageLog, after: AfterMessage): SendMessageRule {
  return async function sendMessage(sender, { text: given, ...command }, moderatesAll = false) {
    const text = textOf(given, command.fileIds !== undefined)
    // Nothing is emitted here: every worker, this one too, hears the entry through its room feed.
    const receipt = await log.append({ ...command, sender, text, moderatesAll })
    const { epoch, seq, mid, duplicate } = receipt
    if (!duplicate) after.written({ roomId: command.roomId, epoch, seq, mid, sender, text })
    return receipt
  }
}

/** What is stored, and what every reader gets. @param mayBeEmpty files go with it @throws ChatError bad_request, too_long */
export function textOf(given: string, mayBeEmpty = false): string {
  // A lone surrogate cannot be encoded.
  const text = given.toWellFormed().replace(CONTROL, '')
  if (text.trim() === '' && mayBeEmpty) return ''
  if (text.trim() === '') throw new ChatError('bad_request', 'A message needs some text.')
  if (Buffer.byteLength(text) > TEXT_MAX_BYTES) {
    throw new ChatError('too_long', `A message has at most ${TEXT_MAX_BYTES} bytes.`)
  }
  return text
}
