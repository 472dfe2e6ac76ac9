// Messages on their way into one room's log. Always true:
//  - a message is in the storage before `send` returns, and until it is in the log or discarded;
//  - one message is in flight, the oldest, so that retries cannot change the order;
//  - every attempt carries the same clientMessageId, so that an attempt whose answer was lost does no harm;
//  - a message too old for the server to know its key is never sent again by itself.

import {
  type ClientMessageId,
  type Entry,
  type Epoch,
  type MessagePlace,
  RECEIPT_TTL_SECONDS,
  type RoomId,
  type SendReceipt,
  TEXT_MAX_BYTES,
  type UserId,
} from '@hubbub/shared'
import { nextAttemptInMs } from './backoff.js'
import type { Clock } from './clock.js'
import { CommandFailed } from './command-failed.js'
import type { Link } from './link.js'
import type { OutboxStorage, StoredMessage } from './outbox-storage.js'
import { createOutgoingList, type Outgoing, type Place, type Refusal, written } from './outgoing.js'

const encoder = new TextEncoder()
/** The clock may have been set by this much while a message waited. */
const CLOCK_MARGIN_MS = 60_000
const MAX_AGE_MS = RECEIPT_TTL_SECONDS * 1_000 - CLOCK_MARGIN_MS
const TOO_OLD = {
  code: 'unavailable',
  message: 'Not sent for a day, and it is not known whether it arrived. Look before you send it again.',
} as const
const ENDED = { code: 'not_a_member', message: 'You are no member of this room any more.' } as const

export interface RoomOutbox {
  /** In the order they were written; a new array after each change. */
  outgoing(): readonly Outgoing[]
  /** @throws CommandFailed too_long, or what the storage throws; the message is not queued then */
  send(text: string, replyTo?: MessagePlace): void
  /** Queues a refused message again, as a new one. */
  retry(clientMessageId: string): void
  /** Forgets a refused message. */
  discard(clientMessageId: string): void
  /** The room can be sent to (again). */
  roomReady(): void
  /** The user is no member any more: what was not sent will not be. */
  roomEnded(): void
  /** Entries that have come, shown or not: one's own among them are in the log, whatever became of their acks. */
  arrived(epoch: Epoch, entries: readonly Entry[]): void
  /** How far the timeline shows the log; `isNew` when it was replaced. */
  shown(upTo: Place, isNew: boolean): void
  stop(): void
}

export interface RoomOutboxDeps {
  roomId: RoomId
  /** What an earlier client of the account left behind, in the order it was written. */
  stored: readonly StoredMessage[]
  userId: UserId
  storage: OutboxStorage
  clock: Clock
  random: () => number
  newKey: () => ClientMessageId
  nextWrittenAt(): number
  link(): Link | null
  acked(clientMessageId: ClientMessageId, receipt: SendReceipt): void
  sendFailed(clientMessageId: ClientMessageId, failure: CommandFailed): void
  changed(): void
}

export function createRoomOutbox(deps: RoomOutboxDeps): RoomOutbox {
  const { roomId, storage, clock } = deps
  const items = createOutgoingList(deps.stored.map(restore), deps.changed)
  let inFlight: ClientMessageId | null = null
  let attemptAt = 0
  let failures = 0
  /** Set while the queue waits before its next attempt. */
  let cancelWait: (() => void) | null = null
  let shownUpTo: Place | null = null

  function send(text: string, replyTo?: MessagePlace) {
    // Too large a packet costs the connection, and would again at each retry: it must never be in the queue.
    if (encoder.encode(text).length > TEXT_MAX_BYTES) {
      throw new CommandFailed('too_long', `A message has at most ${TEXT_MAX_BYTES} bytes.`, false)
    }
    const message = written({
      clientMessageId: deps.newKey(),
      text,
      replyTo,
      writtenAt: deps.nextWrittenAt(),
    })
    storage.put({ roomId, ...message })
    items.add({ ...message, state: 'queued' })
    void pump()
  }

  function retry(clientMessageId: string) {
    const refused = findRefused(clientMessageId)
    if (!refused) return
    send(refused.text, refused.replyTo)
    forget(refused)
  }

  function roomReady() {
    stopWaiting()
    void pump()
  }

  function roomEnded() {
    stopWaiting()
    shownUpTo = null
    for (const item of items.all()) if (item.state === 'queued') refuse(item, ENDED)
  }

  /** Sends the oldest queued message, if the room can be sent to and nothing is under way. */
  async function pump(): Promise<void> {
    const link = deps.link()
    const next = items.all().find(item => item.state === 'queued')
    if (!next || link === null || inFlight !== null || cancelWait !== null) return
    if (clock.now() - next.writtenAt > MAX_AGE_MS) {
      refuse(next, TOO_OLD)
      return pump()
    }

    const { clientMessageId, text, replyTo } = next
    inFlight = clientMessageId
    attemptAt = clock.now()
    items.replace({ ...written(next), state: 'sending' })
    try {
      const receipt = await link.command('message:send', {
        roomId,
        clientMessageId,
        text,
        ...(replyTo && { replyTo }),
      })
      deps.acked(clientMessageId, receipt)
      accepted(clientMessageId, receipt)
    } catch (failure) {
      if (!(failure instanceof CommandFailed)) throw failure
      deps.sendFailed(clientMessageId, failure)
      failed(clientMessageId, failure)
    }
  }

  /** Its ack or its entry is here: it is in the log. */
  function accepted(clientMessageId: ClientMessageId, { epoch, seq }: Place) {
    const item = items.find(clientMessageId)
    if (!item || item.state === 'acked') return

    if (inFlight === clientMessageId) inFlight = null
    failures = 0
    storage.remove(clientMessageId)
    items.replace({ ...written(item), state: 'acked', epoch, seq })
    leaveWhatIsShown()
    void pump()
  }

  function failed(clientMessageId: ClientMessageId, failure: CommandFailed) {
    const item = items.find(clientMessageId)
    // Otherwise its entry has come meanwhile.
    if (!item || inFlight !== clientMessageId) return

    inFlight = null
    // Who signs in again finds the message still waiting.
    if (failure.retryable || failure.code === 'unauthenticated') {
      items.replace({ ...written(item), state: 'queued' })
      waitBeforeNext(failure)
    } else {
      refuse(item, failure)
      void pump()
    }
  }

  function waitBeforeNext(failure: CommandFailed) {
    failures++
    // Without a link there is nothing to wait for: joining the room again starts the queue.
    if (deps.link() === null) return
    const waitMs = nextAttemptInMs(failure, failures, clock.now() - attemptAt, deps.random)
    cancelWait = clock.after(waitMs, () => {
      cancelWait = null
      void pump()
    })
  }

  function stopWaiting() {
    cancelWait?.()
    cancelWait = null
  }

  function refuse(item: Outgoing, { code, message }: Refusal) {
    items.replace({ ...written(item), state: 'refused', code, message })
    try {
      storage.put({ roomId, ...written(item), refused: { code, message } })
    } catch {
      // No room for it: the message stays as it was put, and the next client has it refused again.
    }
  }

  function arrived(epoch: Epoch, entries: readonly Entry[]) {
    if (items.all().length === 0) return
    for (const entry of entries)
      if (entry.kind === 'message' && entry.sender.userId === deps.userId)
        accepted(entry.clientMessageId, { epoch, seq: entry.seq })
  }

  function shown(upTo: Place, isNew: boolean) {
    shownUpTo = upTo
    // Acked in a life of the log that is over: its entry will never come.
    if (isNew) items.keep(item => item.state !== 'acked' || item.epoch === upTo.epoch)
    leaveWhatIsShown()
  }

  function leaveWhatIsShown() {
    if (shownUpTo === null) return
    const { epoch, seq } = shownUpTo
    items.keep(item => item.state !== 'acked' || item.epoch !== epoch || item.seq > seq)
  }

  function forget({ clientMessageId }: Outgoing) {
    storage.remove(clientMessageId)
    items.keep(item => item.clientMessageId !== clientMessageId)
  }

  function findRefused(clientMessageId: string): Outgoing | undefined {
    const item = items.find(clientMessageId)
    return item?.state === 'refused' ? item : undefined
  }

  return {
    outgoing: items.all,
    send,
    retry,
    discard(clientMessageId) {
      const refused = findRefused(clientMessageId)
      if (refused) forget(refused)
    },
    roomReady,
    roomEnded,
    arrived,
    shown,
    stop: stopWaiting,
  }
}

function restore({ refused, ...message }: StoredMessage): Outgoing {
  return refused
    ? { ...written(message), state: 'refused', ...refused }
    : { ...written(message), state: 'queued' }
}
