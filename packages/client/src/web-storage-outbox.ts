// Unacked messages in a browser's localStorage. Always true:
//  - one message is one item, so that tabs of one account never write over each other's messages;
//  - an item that this version cannot read is left where it is: another version may have written it.

import { isErrorCode, type MessageFile, parseClientMessageId, parseRoomId, type UserId } from '@hubbub/shared'
import { isMessageFile } from './message-file.js'
import { isMessagePlace } from './message-place.js'
import { byWrittenAt, type OutboxStorage, type StoredMessage } from './outbox-storage.js'

/** The part of `localStorage` that is used. */
export interface WebStorage {
  readonly length: number
  key(index: number): string | null
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

export function createWebStorageOutbox(storage: WebStorage, accountId: UserId): OutboxStorage {
  const prefix = `hubbub:outbox:${encodeURIComponent(accountId)}:`

  function readAll(): StoredMessage[] {
    const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index))
    return keys.flatMap(key => {
      if (key === null || !key.startsWith(prefix)) return []
      const message = parseStoredMessage(storage.getItem(key))
      return message === null ? [] : [message]
    })
  }

  return {
    load: () => readAll().sort(byWrittenAt),
    put: message => storage.setItem(prefix + message.clientMessageId, JSON.stringify(message)),
    has: clientMessageId => storage.getItem(prefix + clientMessageId) !== null,
    remove: clientMessageId => storage.removeItem(prefix + clientMessageId),
  }
}

/** @returns null for an item that is no message of this version */
function parseStoredMessage(item: string | null): StoredMessage | null {
  try {
    const stored = JSON.parse(item ?? '{}') as Record<string, unknown>
    const { roomId, clientMessageId, text, replyTo, files, writtenAt, refused } = stored
    if (typeof roomId !== 'string' || typeof clientMessageId !== 'string') return null
    if (typeof text !== 'string' || typeof writtenAt !== 'number') return null

    const ids = { roomId: parseRoomId(roomId), clientMessageId: parseClientMessageId(clientMessageId) }
    // Without what it answers or carries it would be another message.
    if (replyTo !== undefined && !isMessagePlace(replyTo)) return null
    if (files !== undefined && !areFiles(files)) return null
    const message: StoredMessage = {
      ...{ ...ids, text, writtenAt },
      ...(replyTo && { replyTo }),
      ...(files && { files }),
    }
    return isRefusal(refused) ? { ...message, refused } : message
  } catch {
    return null
  }
}

function areFiles(value: unknown): value is MessageFile[] {
  return Array.isArray(value) && value.every(isMessageFile)
}

function isRefusal(value: unknown): value is NonNullable<StoredMessage['refused']> {
  if (typeof value !== 'object' || value === null) return false
  const { code, message, mayHaveArrived = false } = value as Record<string, unknown>
  if (typeof code !== 'string' || !isErrorCode(code)) return false
  return typeof message === 'string' && typeof mayHaveArrived === 'boolean'
}
