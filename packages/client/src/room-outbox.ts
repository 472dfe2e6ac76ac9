// Messages on their way into one room's log. Always true:
//  - a message is in the storage before `send` returns, and until it is in the log or discarded; once it is there no more,
//    which may be another client's doing, it is neither sent nor stored again;
//  - one message is in flight, the oldest, so that retries cannot change the order;
//  - every attempt carries the same clientMessageId, so that an attempt whose answer was lost does no harm;
//  - a message too old for the server to know its key is never sent again by itself.

import type { ClientMessageId, Entry, Epoch, RoomId, SendReceipt, UserId } from '@hubbub/shared'
import { nextAttemptInMs } from './backoff.js'
import type { Clock } from './clock.js'
import { CommandFailed } from './command-failed.js'
import type { Link } from './link.js'
import { ENDED, endedAs, MAX_AGE_MS, mustFit, TOO_OLD } from './outbox-refusals.js'
import { type OutboxStorage, restored, type StoredMessage } from './outbox-storage.js'
import {
  commandOf,
  createOutgoingList,
  type Extras,
  type Outgoing,
  type Place,
  type Refusal,
  written,
} from './outgoing.js'

export interface RoomOutbox {
  /** In the order they were written; a new array after each change. */
  outgoing(): readonly Outgoing[]
  /** @throws CommandFailed too_long, or what the storage throws; the message is not queued then */
  send(text: string, extras?: Extras): void
  /** Queues a refused message again, as a new one. @throws what the storage throws; it stays refused then */
  retry(clientMessageId: string, withFiles?: boolean): void
  /** Forgets a message that was refused, or that waits and cannot have arrived. */
  discard(clientMessageId: string): void
  /** The room can be sent to (again). */
  roomReady(): void
  /** The user is no member any more: what was not sent will not be. */
  roomEnded(why?: Refusal): void
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
  const items = createOutgoingList(deps.stored.map(restored), deps.changed)
  /** Refused, and perhaps not in the storage because that is full. */
  const unstored = new Set<ClientMessageId>()
  let inFlight: ClientMessageId | null = null
  let attemptAt = 0
  let failures = 0
  /** Set while the queue waits before its next attempt. */
  let cancelWait: (() => void) | null = null
  let shownUpTo: Place | null = null
  /** Why nothing is sent any more; null while the user is a member, as far as is known. */
  let ended: Refusal | null = null

  function send(text: string, extras: Extras = {}) {
    mustFit(text)
    const message = written({
      ...extras,
      ...{ clientMessageId: deps.newKey(), text, writtenAt: deps.nextWrittenAt() },
    })
    storage.put({ roomId, ...message })
    items.add({ ...message, state: 'queued' })
    void pump()
  }

  function retry(clientMessageId: string, withFiles = true) {
    const refused = items.find(clientMessageId)
    if (refused?.state !== 'refused') return
    // Another client has sent or discarded it.
    if (!storage.has(refused.clientMessageId) && !unstored.has(refused.clientMessageId))
      return forget(refused)
    // A full storage has room for it where it was, and nowhere else.
    storage.remove(refused.clientMessageId)
    try {
      send(refused.text, withFiles ? refused : { replyTo: refused.replyTo })
    } catch (error) {
      keepRefused(refused, refused)
      throw error
    }
    forget(refused)
  }

  function roomReady() {
    ended = null
    stopWaiting()
    void pump()
  }

  function roomEnded(why = ENDED) {
    stopWaiting()
    shownUpTo = null
    ended = why
    for (const item of items.all())
      if (item.state === 'queued') refuse(item, endedAs(why, item.mayHaveArrived))
  }

  /** Sends the oldest queued message, if the room can be sent to and nothing is under way. */
  async function pump(): Promise<void> {
    const link = deps.link()
    const next = items.all().find(item => item.state === 'queued')
    if (!next || link === null || inFlight !== null || cancelWait !== null) return
    if (!storage.has(next.clientMessageId)) {
      forget(next)
      return pump()
    }
    if (clock.now() - next.writtenAt > MAX_AGE_MS) {
      refuse(next, TOO_OLD)
      return pump()
    }

    const { clientMessageId } = next
    inFlight = clientMessageId
    attemptAt = clock.now()
    items.replace({ ...written(next), state: 'sending' })
    try {
      const receipt = await link.command('message:send', commandOf(roomId, next))
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
      const mayHaveArrived = failure.code !== 'slow_mode'
      items.replace({ ...written(item), state: 'queued', mayHaveArrived })
      // Else it would go out by itself when the user is let in again, perhaps much later.
      if (ended === null) waitBeforeNext(failure)
      else refuse(item, endedAs(ended, mayHaveArrived))
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

  function refuse(item: Outgoing, why: Refusal) {
    if (storage.has(item.clientMessageId)) keepRefused(item, why)
    else forget(item)
  }

  function keepRefused(item: Outgoing, { code, message, mayHaveArrived }: Refusal) {
    const refused = { code, message, ...(mayHaveArrived && { mayHaveArrived }) }
    items.replace({ ...written(item), state: 'refused', ...refused })
    try {
      storage.put({ roomId, ...written(item), refused })
    } catch {
      // No room for it: the message stays as it was put, and the next client has it refused again.
      unstored.add(item.clientMessageId)
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

  return {
    outgoing: items.all,
    send,
    retry,
    discard(clientMessageId) {
      const item = items.find(clientMessageId)
      if (item?.state === 'refused' || (item?.state === 'queued' && !item.mayHaveArrived)) forget(item)
    },
    roomReady,
    roomEnded,
    arrived,
    shown,
    stop: stopWaiting,
  }
}
