// The storage of a client's unsent messages, watched: it is where a client tells under which key a message goes, and when
// the message is in the log, by its ack or by its entry.

import { createMemoryOutbox, type OutboxStorage } from '@hubbub/client'
import { type LoadMessage, readText } from './message-text.js'

export interface WatchedOutbox extends OutboxStorage {
  /** Messages neither in the log nor refused. */
  waiting(): number
  /** The message of this key, the first time it is asked for. */
  takeAcked(clientMessageId: string): LoadMessage | null
}

export function createWatchedOutbox(run: string): WatchedOutbox {
  const storage = createMemoryOutbox()
  const waiting = new Set<string>()
  const unacked = new Map<string, LoadMessage>()

  return {
    load: storage.load,
    has: storage.has,
    put(message) {
      storage.put(message)
      if (message.refused !== undefined) {
        waiting.delete(message.clientMessageId)
        return
      }
      waiting.add(message.clientMessageId)
      const written = readText(message.text, run)
      if (written !== null) unacked.set(message.clientMessageId, written)
    },
    remove(clientMessageId) {
      storage.remove(clientMessageId)
      waiting.delete(clientMessageId)
    },
    waiting: () => waiting.size,
    takeAcked(clientMessageId) {
      const message = unacked.get(clientMessageId) ?? null
      unacked.delete(clientMessageId)
      return message
    },
  }
}
