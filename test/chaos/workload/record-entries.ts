// How entries stand in the history: texts by their hash.

import { createHash } from 'node:crypto'
import type { Entry } from '@hubbub/shared'

export function contentOf(entry: Entry): { key: string | null; body: string | null } {
  return entry.kind === 'message'
    ? { key: entry.clientMessageId, body: bodyHash(entry.text) }
    : { key: null, body: null }
}

/** 96 bits are enough to tell whether two texts are the same. */
export function bodyHash(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 16)
}
