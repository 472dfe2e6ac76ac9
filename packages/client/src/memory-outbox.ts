import type { ClientMessageId } from '@hubbub/shared'
import { byWrittenAt, type OutboxStorage, type StoredMessage } from './outbox-storage.js'

/** For bots and tests: what is unacked lives as long as the process. */
export function createMemoryOutbox(): OutboxStorage {
  const messages = new Map<ClientMessageId, StoredMessage>()

  return {
    load: () => [...messages.values()].sort(byWrittenAt),
    put: message => void messages.set(message.clientMessageId, message),
    has: clientMessageId => messages.has(clientMessageId),
    remove: clientMessageId => void messages.delete(clientMessageId),
  }
}
