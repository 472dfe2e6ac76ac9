// Follows one message from the worker that takes it through Redis to all workers that hand it on. It goes the way of every
// message; around it the workers tell each other what they saw. Always true:
//  - times within one process are exact; between processes they go by the clock of Redis, and how far that may be off is
//    told with them;
//  - a worker that said it looks out and told nothing in time is named.

import { randomUUID } from 'node:crypto'
import type {
  MessageWay,
  RoomId,
  SendMessage,
  SendReceipt,
  TracedMessage,
  TraceStop,
  User,
  WorkerPlace,
} from '@hubbub/shared'
import type { RedisClock, Watched, WatchedSeen } from '../chat/ports.js'
import type { OperatorSignals } from './operator-signals.js'
import type { TraceWatch } from './trace-watch.js'

/** From telling the others to look out until the message goes. */
const LOOK_OUT_MS = 150
/** For those who look out, once the message is in the log. */
const SEEN_WITHIN_MS = 800
/** Redis tells the millisecond in which it wrote: on average it was in the middle of it. */
const HALF_A_MS = 0.5

export interface MessageTrace {
  /** @throws ChatError as sending does */
  trace(sender: User, command: SendMessage, moderatesAll?: boolean): Promise<TracedMessage>
  /** What the other workers say. */
  watchAsked(watched: Watched): void
  watching(traceId: string, place: WorkerPlace): void
  seen(seen: WatchedSeen): void
}

interface Trace {
  awaited: Map<string, WorkerPlace>
  seen: WatchedSeen[]
  complete: () => void
}

export function createMessageTrace(deps: {
  place: WorkerPlace
  send: (sender: User, command: SendMessage, moderatesAll?: boolean) => Promise<SendReceipt>
  watch: TraceWatch['watch']
  hasFollowers: (roomId: RoomId) => boolean
  compareClock: (roomId: RoomId) => Promise<RedisClock>
  tell: Pick<OperatorSignals, 'watch' | 'watching' | 'seen'>
  now: () => number
}): MessageTrace {
  const { place, tell, now } = deps
  const traces = new Map<string, Trace>()

  return {
    async trace(sender, command, moderatesAll) {
      const askedAt = now()
      const { roomId, clientMessageId } = command
      const watched = { traceId: randomUUID(), roomId, clientMessageId, userId: sender.userId }
      const trace: Trace = { awaited: new Map(), seen: [], complete: () => undefined }
      traces.set(watched.traceId, trace)
      try {
        tell.watch(watched)
        // The same for all times of this process, so that they are exact beside each other.
        const comparing = deps.compareClock(roomId)
        if (deps.hasFollowers(roomId)) {
          trace.awaited.set(nameOf(place), place)
          deps.watch(watched, seen, comparing)
        }
        const [clock] = await Promise.all([comparing, pause(LOOK_OUT_MS)])
        const begunAt = now()
        const receipt = await deps.send(sender, command, moderatesAll)
        const answeredAt = now()
        await allSeen(trace)
        return {
          receipt,
          takenBy: place,
          preparedMs: begunAt - askedAt,
          ...wayOf({ receipt, begunAt, answeredAt, clock, trace, place }),
        }
      } finally {
        traces.delete(watched.traceId)
      }
    },

    watchAsked(watched) {
      if (!deps.hasFollowers(watched.roomId)) return
      deps.watch(watched, tell.seen)
      tell.watching(watched.traceId, place)
    },
    watching: (traceId, from) => void traces.get(traceId)?.awaited.set(nameOf(from), from),
    seen,
  }

  function seen(what: WatchedSeen): void {
    const trace = traces.get(what.traceId)
    trace?.seen.push(what)
    trace?.complete()
  }
}

function allSeen(trace: Trace): Promise<void> {
  return new Promise(resolve => {
    const late = setTimeout(resolve, SEEN_WITHIN_MS)
    trace.complete = () => {
      if (trace.seen.length < trace.awaited.size) return
      clearTimeout(late)
      resolve()
    }
    trace.complete()
  })
}

type Way = Omit<MessageWay, 'takenBy' | 'preparedMs'>

function wayOf(told: {
  receipt: SendReceipt
  begunAt: number
  answeredAt: number
  clock: RedisClock
  trace: Trace
  place: WorkerPlace
}): Way {
  const { receipt, begunAt, clock, trace, place } = told
  const begunByRedis = begunAt + clock.aheadMs
  const stops = trace.seen.map((seen): TraceStop => {
    const isOwn = nameOf(seen.place) === nameOf(place)
    return {
      ...seen.place,
      heardMs: seen.heardAt - begunByRedis,
      deliveredMs: seen.deliveredAt - begunByRedis,
      clients: seen.clients,
      // Both times are of one process, whatever Redis's clock says.
      offMs: isOwn ? 0 : clock.offMs + seen.offMs,
    }
  })
  const seenBy = new Set(stops.map(nameOf))
  const answeredMs = told.answeredAt - begunAt
  const ownHeardMs = stops.find(stop => stop.offMs === 0)?.heardMs ?? answeredMs
  const written = receipt.sentAt + HALF_A_MS - begunByRedis
  return {
    ...narrowed(written, clock.offMs + HALF_A_MS, Math.min(answeredMs, ownHeardMs)),
    answeredMs,
    stops: stops.sort((one, other) => one.heardMs - other.heardMs),
    silent: [...trace.awaited.values()].filter(awaited => !seenBy.has(nameOf(awaited))),
  }
}

/** Redis wrote it after it was asked and before its worker knew: what the clocks leave open, this may settle. */
function narrowed(ms: number, offMs: number, latestMs: number) {
  const from = Math.min(Math.max(ms - offMs, 0), latestMs)
  const to = Math.max(Math.min(ms + offMs, latestMs), from)
  return { writtenMs: (from + to) / 2, writtenOffMs: (to - from) / 2 }
}

function nameOf({ node, worker }: WorkerPlace): string {
  return `${node} ${worker}`
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}
