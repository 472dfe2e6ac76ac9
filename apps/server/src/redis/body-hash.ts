// What two commands under one key have in common when they are one command sent twice (rule M3).

import { hash } from 'node:crypto'

/** Of a message that is a text and nothing else. */
export function hashOfText(text: string): string {
  return hash('sha256', text, 'base64url')
}

/** Of any other command. The kind is not hashed with the body, or a text could be chosen that passes as the body. */
export function hashOf(kind: 'reply' | 'change' | 'deletion' | 'reaction', body: readonly unknown[]): string {
  return `${kind} ${hashOfText(JSON.stringify(body))}`
}
