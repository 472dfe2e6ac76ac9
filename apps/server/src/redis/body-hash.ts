// What two commands under one key have in common when they are one command sent twice (rule M3).

import { hash } from 'node:crypto'
import type { MessageDraft } from '../chat/ports.js'

/** Of a message that is a text and nothing else. */
export function hashOfText(text: string): string {
  return hash('sha256', text, 'base64url')
}

/** Of a message, whatever it carries and answers. Of those that are no webhook's not the name: nobody chooses it. */
export function hashOfMessage({ sender, text, replyTo, fileIds }: MessageDraft): string {
  if (sender.app !== undefined) return hashOf('webhook-message', [sender.name, text])
  if (fileIds !== undefined) return hashOf('files', [fileIds, replyTo?.seq, replyTo?.mid, text])
  return replyTo === undefined ? hashOfText(text) : hashOf('reply', [replyTo.seq, replyTo.mid, text])
}

/** Of any other command. The kind is not hashed with the body, or a text could be chosen that passes as the body. */
export function hashOf(
  kind:
    | 'reply'
    | 'files'
    | 'change'
    | 'deletion'
    | 'reaction'
    | 'pin'
    | 'preview'
    | 'topic'
    | 'name'
    | 'restriction'
    | 'appointment'
    | 'slow-mode'
    | 'webhook'
    | 'webhook-removal'
    | 'webhook-message',
  body: readonly unknown[],
): string {
  return `${kind} ${hashOfText(JSON.stringify(body))}`
}
