// Messages on their way into the log. Always true:
//  - a message is in the storage before `send` returns, and until it is in the log or discarded;
//  - one message per room is in flight, the oldest, so that retries cannot change the order;
//  - every attempt carries the same clientMessageId, so that an attempt whose answer was lost does no harm;
//  - a message too old for the server to know its key is never sent again by itself.

import {
  type ClientMessageId,
  type Entry,
  type Epoch,
  type ErrorCode,
  RECEIPT_TTL_SECONDS,
  type RoomId,
  type SendReceipt,
  type Seq,
  type UserId,
} from '@hubbub/shared'
import { backoffMs } from './backoff.js'
import type { Clock } from './clock.js'
import { CommandFailed } from './command-failed.js'
import type { Link } from './link.js'
import type { OutboxStorage, StoredMessage } from './outbox-storage.js'

/** A message on its way into the log. It leaves the outbox when its entry is in the timeline. */
export type Outgoing = { clientMessageId: ClientMessageId; text: string; writtenAt: number } & (
  | { state: 'queued' }
  | { state: 'sending' }
  /** In the log; its entry has not arrived yet. */
  | { state: 'acked'; epoch: Epoch; seq: Seq }
  | { state: 'refused'; code: ErrorCode; message: string }
)

/** Clocks that are set while a message waits may be off by this much. */
const RECEIPT_MARGIN_MS = 60_000
const MAX_AGE_MS = RECEIPT_TTL_SECONDS * 1_000 - RECEIPT_MARGIN_MS
const TOO_OLD = {
  code: 'unavailable',
  message: 'Not sent for a day, and it is not known whether it arrived. Look before you send it again.',
} as const

export interface Outbox {
  /** What is on its way, in the order it was written; a new array after each change. */
  outgoing(roomId: RoomId): readonly Outgoing[]
  /** @throws what the storage throws; the message is not queued then */
  send(roomId: RoomId, text: string): void
  /** Queues a refused message again, as a new one. */
  retry(roomId: RoomId, clientMessageId: string): void
  /** Forgets a refused message. */
  discard(roomId: RoomId, clientMessageId: string): void
  /** The room can be sent to (again). */
  roomReady(roomId: RoomId): void
  /** The user is no member any more: what was not sent will not be. */
  roomEnded(roomId: RoomId): void
  /** Entries that have arrived, shown or not: one's own among them are in the log, whatever became of their acks. */
  arrived(roomId: RoomId, epoch: Epoch, entries: readonly Entry[]): void
  /** How far the timeline shows the log; `isNew` when it was replaced. */
  shown(roomId: RoomId, upTo: { epoch: Epoch; seq: Seq }, isNew: boolean): void
  stop(): void
}

export interface OutboxDeps {
  userId: UserId
  storage: OutboxStorage
  clock: Clock
  random: () => number
  newKey: () => ClientMessageId
  /** The link over which the room can be sent to; null while it is not joined. */
  linkOf(roomId: RoomId): Link | null
  /** Called with the receipt, before anything changes. */
  acked(roomId: RoomId, clientMessageId: ClientMessageId, receipt: SendReceipt): void
  changed(roomId: RoomId): void
}

interface Queue {
  items: readonly Outgoing[]
  inFlight: ClientMessageId | null
  failures: number
  /** Set while the queue waits before its next attempt. */
  cancelWait: (() => void) | null
  shown: { epoch: Epoch; seq: Seq } | null
}

export function createOutbox(deps: OutboxDeps): Outbox {
  const queues = new Map<RoomId, Queue>()
  let lastWrittenAt = 0
  for (const message of deps.storage.load()) restore(message)

  function restore(message: StoredMessage) {
    const { roomId, refused, ...written } = message
    lastWrittenAt = Math.max(lastWrittenAt, message.writtenAt)
    const queue = queueOf(roomId)
    queue.items = [
      ...queue.items,
      refused ? { ...written, state: 'refused', ...refused } : { ...written, state: 'queued' },
    ]
  }

  function send(roomId: RoomId, text: string) {
    lastWrittenAt = Math.max(deps.clock.now(), lastWrittenAt + 1)
    const written = { clientMessageId: deps.newKey(), text, writtenAt: lastWrittenAt }
    deps.storage.put({ roomId, ...written })

    const queue = queueOf(roomId)
    queue.items = [...queue.items, { ...written, state: 'queued' }]
    deps.changed(roomId)
    void pump(roomId)
  }

  function retry(roomId: RoomId, clientMessageId: string) {
    const refused = findRefused(roomId, clientMessageId)
    if (!refused) return
    send(roomId, refused.text)
    forget(roomId, refused.clientMessageId)
  }

  function discard(roomId: RoomId, clientMessageId: string) {
    const refused = findRefused(roomId, clientMessageId)
    if (refused) forget(roomId, refused.clientMessageId)
  }

  function roomReady(roomId: RoomId) {
    cancelWait(queueOf(roomId))
    void pump(roomId)
  }

  function roomEnded(roomId: RoomId) {
    const queue = queueOf(roomId)
    cancelWait(queue)
    queue.shown = null
    const failure = { code: 'not_a_member', message: 'You are no member of this room any more.' } as const
    for (const item of queue.items) if (item.state === 'queued') refuse(roomId, item.clientMessageId, failure)
  }

  /** Sends the oldest queued message of the room, if the room can be sent to and nothing is under way. */
  async function pump(roomId: RoomId) {
    const queue = queueOf(roomId)
    const link = deps.linkOf(roomId)
    const next = queue.items.find(item => item.state === 'queued')
    if (!next || !link || queue.inFlight !== null || queue.cancelWait !== null) return
    const { clientMessageId, text } = next
    if (isTooOld(next)) {
      refuse(roomId, clientMessageId, TOO_OLD)
      return pump(roomId)
    }

    queue.inFlight = clientMessageId
    replace(roomId, clientMessageId, { ...written(next), state: 'sending' })
    try {
      const receipt = await link.command('message:send', { roomId, clientMessageId, text })
      deps.acked(roomId, clientMessageId, receipt)
      accepted(roomId, clientMessageId, receipt)
    } catch (failure) {
      if (!(failure instanceof CommandFailed)) throw failure
      failed(roomId, clientMessageId, failure)
    }
  }

  /** Its ack or its entry is here: it is in the log at `seq`. */
  function accepted(
    roomId: RoomId,
    clientMessageId: ClientMessageId,
    { epoch, seq }: { epoch: Epoch; seq: Seq },
  ) {
    const queue = queueOf(roomId)
    const item = find(queue, clientMessageId)
    if (!item || item.state === 'acked') return

    if (queue.inFlight === clientMessageId) queue.inFlight = null
    queue.failures = 0
    deps.storage.remove(clientMessageId)
    replace(roomId, clientMessageId, { ...written(item), state: 'acked', epoch, seq })
    leaveWhatIsShown(roomId)
    void pump(roomId)
  }

  function failed(roomId: RoomId, clientMessageId: ClientMessageId, failure: CommandFailed) {
    const queue = queueOf(roomId)
    const item = find(queue, clientMessageId)
    if (!item || queue.inFlight !== clientMessageId) return

    queue.inFlight = null
    // Who signs in again finds the message still waiting.
    if (failure.retryable || failure.code === 'unauthenticated') {
      replace(roomId, clientMessageId, { ...written(item), state: 'queued' })
      waitBeforeNext(roomId, failure)
    } else {
      refuse(roomId, clientMessageId, failure)
      void pump(roomId)
    }
  }

  function waitBeforeNext(roomId: RoomId, { retryAfterMs = 0 }: CommandFailed) {
    const queue = queueOf(roomId)
    // Without a link there is nothing to wait for: joining the room again starts the queue.
    if (deps.linkOf(roomId) === null) return
    queue.failures++
    queue.cancelWait = deps.clock.after(
      Math.max(retryAfterMs, backoffMs(queue.failures, deps.random)),
      () => {
        queue.cancelWait = null
        void pump(roomId)
      },
    )
  }

  function refuse(
    roomId: RoomId,
    clientMessageId: ClientMessageId,
    reason: { code: ErrorCode; message: string },
  ) {
    const item = find(queueOf(roomId), clientMessageId)
    if (!item) return
    const refused = { code: reason.code, message: reason.message }
    replace(roomId, clientMessageId, { ...written(item), state: 'refused', ...refused })
    deps.storage.put({ roomId, ...written(item), refused })
  }

  function arrived(roomId: RoomId, epoch: Epoch, entries: readonly Entry[]) {
    if (!queues.get(roomId)?.items.length) return
    for (const entry of entries)
      if (entry.kind === 'message' && entry.sender.userId === deps.userId)
        accepted(roomId, entry.clientMessageId, { epoch, seq: entry.seq })
  }

  function shown(roomId: RoomId, upTo: { epoch: Epoch; seq: Seq }, isNew: boolean) {
    const queue = queueOf(roomId)
    queue.shown = upTo
    // Acked in a life of the log that is over: its entry will never come.
    if (isNew) keep(roomId, item => item.state !== 'acked' || item.epoch === upTo.epoch)
    leaveWhatIsShown(roomId)
  }

  function leaveWhatIsShown(roomId: RoomId) {
    const { shown } = queueOf(roomId)
    if (!shown) return
    keep(roomId, item => item.state !== 'acked' || item.epoch !== shown.epoch || item.seq > shown.seq)
  }

  function forget(roomId: RoomId, clientMessageId: ClientMessageId) {
    deps.storage.remove(clientMessageId)
    keep(roomId, item => item.clientMessageId !== clientMessageId)
  }

  function keep(roomId: RoomId, isKept: (item: Outgoing) => boolean) {
    const queue = queueOf(roomId)
    if (queue.items.every(isKept)) return
    queue.items = queue.items.filter(isKept)
    deps.changed(roomId)
  }

  function replace(roomId: RoomId, clientMessageId: ClientMessageId, by: Outgoing) {
    const queue = queueOf(roomId)
    queue.items = queue.items.map(item => (item.clientMessageId === clientMessageId ? by : item))
    deps.changed(roomId)
  }

  function findRefused(roomId: RoomId, clientMessageId: string): Outgoing | undefined {
    const item = find(queueOf(roomId), clientMessageId)
    return item?.state === 'refused' ? item : undefined
  }

  function isTooOld({ writtenAt }: { writtenAt: number }): boolean {
    return deps.clock.now() - writtenAt > MAX_AGE_MS
  }

  function queueOf(roomId: RoomId): Queue {
    const queue = queues.get(roomId) ?? {
      items: [],
      inFlight: null,
      failures: 0,
      cancelWait: null,
      shown: null,
    }
    queues.set(roomId, queue)
    return queue
  }

  return {
    outgoing: roomId => queueOf(roomId).items,
    send,
    retry,
    discard,
    roomReady,
    roomEnded,
    arrived,
    shown,
    stop: () => queues.forEach(cancelWait),
  }
}

function cancelWait(queue: Queue) {
  queue.cancelWait?.()
  queue.cancelWait = null
}

function find(queue: Queue, clientMessageId: string): Outgoing | undefined {
  return queue.items.find(item => item.clientMessageId === clientMessageId)
}

function written({ clientMessageId, text, writtenAt }: Outgoing) {
  return { clientMessageId, text, writtenAt }
}
