// Writes down each message that is stored to be sent, once, and what becomes of it if the client gives it up.

import type { OutboxStorage, StoredMessage } from '@hubbub/client'
import type { ClientMessageId, RoomId } from '@hubbub/shared'
import type { HistoryWriter } from '../write-history.js'
import type { Counts } from './participant.js'
import { bodyHash } from './record-entries.js'

/** By itself, and of a message that has been on its way before. */
const SAID_BY_CLIENT: ReadonlySet<string> = new Set(['unavailable', 'not_a_member', 'banned'])

export function recordSends(options: {
  history: HistoryWriter
  counts: Counts
  client: string
  userId: string
  outbox: OutboxStorage
}): OutboxStorage {
  const { history, counts, client, userId: sender, outbox } = options
  /** How many were written in each room. */
  const written = new Map<RoomId, number>()
  const underWay = new Set<ClientMessageId>()

  function begun({ roomId: room, clientMessageId: key, text }: StoredMessage): void {
    underWay.add(key)
    const count = (written.get(room) ?? 0) + 1
    written.set(room, count)
    counts.sends += 1
    history.write({ f: 'send', client, room, key, sender, type: 'invoke', body: bodyHash(text), count })
  }

  function givenUp({ roomId: room, clientMessageId: key }: StoredMessage, code: string): void {
    const send = { f: 'send', client, room, key, sender } as const
    const isUnknown = SAID_BY_CLIENT.has(code)
    history.write(isUnknown ? { ...send, type: 'unknown' } : { ...send, type: 'fail', code })
  }

  return {
    ...outbox,
    put(message) {
      outbox.put(message)
      if (message.refused !== undefined) givenUp(message, message.refused.code)
      else if (!underWay.has(message.clientMessageId)) begun(message)
    },
    remove(key) {
      underWay.delete(key)
      outbox.remove(key)
    },
  }
}
