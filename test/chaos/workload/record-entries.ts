// How entries stand in the history: texts by their hash.

import { createHash } from 'node:crypto'
import type { Entry } from '@hubbub/shared'
import { NAME, nameBody, pinBody, reactionBody, restrictionBody, TOPIC, topicBody } from '../bodies.js'

export interface Content {
  key: string | null
  body: string | null
  target?: string
}

export function contentOf(entry: Entry): Content {
  if (entry.kind === 'message') return { key: entry.clientMessageId, body: bodyHash(entry.text) }
  if (entry.kind === 'message-reacted') {
    const { target, emoji, on, sender } = entry
    return { key: null, target, body: reactionBody({ emoji, on, userId: sender.userId }) }
  }
  if (entry.kind === 'message-pinned') {
    const { target, on, sender } = entry
    return { key: null, target, body: pinBody({ on, userId: sender.userId }) }
  }
  if (entry.kind === 'topic-changed')
    return { key: null, target: TOPIC, body: topicBody(bodyHash(entry.topic)) }
  if (entry.kind === 'room-renamed') return { key: null, target: NAME, body: nameBody(bodyHash(entry.name)) }
  if (entry.kind === 'member-restricted')
    return { key: null, target: entry.target.userId, body: restrictionBody(entry.restriction) }
  if (entry.kind !== 'message-changed') return { key: null, body: null }
  return { key: null, target: entry.target, body: entry.text === null ? null : bodyHash(entry.text) }
}

/** 96 bits are enough to tell whether two texts are the same. No text, as of what was deleted, stays none. */
export function bodyHash(text: string): string {
  return text === '' ? '' : createHash('sha256').update(text).digest('base64url').slice(0, 16)
}
