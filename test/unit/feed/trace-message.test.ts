import {
  type Entry,
  type MessageEntry,
  parseClientMessageId,
  parseRoomId,
  parseSeq,
  parseUserId,
} from '@hubbub/shared'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import type { RedisClock, Watched, WatchedSeen } from '../../../apps/server/src/chat/ports.js'
import type { Delivery } from '../../../apps/server/src/feed/room-feed.js'
import { createMessageTrace } from '../../../apps/server/src/feed/trace-message.js'
import { createTraceWatch } from '../../../apps/server/src/feed/trace-watch.js'
import { newEntryId, newEpoch } from '../../../apps/server/src/redis/random-ids.js'

const roomId = parseRoomId('room')
const ann = { userId: parseUserId('u-ann'), name: 'Ann' }
const command = { roomId, clientMessageId: parseClientMessageId('key-of-ann'), text: 'hi' }
const epoch = newEpoch()
const noDelivery: Delivery = { entries: () => undefined, resync: () => undefined }
const entry = (fields: Partial<MessageEntry> = {}): Entry => ({
  seq: parseSeq(1),
  mid: newEntryId(),
  sender: ann,
  sentAt: 0,
  kind: 'message',
  clientMessageId: command.clientMessageId,
  text: 'hi',
  ...fields,
})

/**
 * Workers that hear each other at once. Their clocks stand `aheadMs` behind that of Redis, which starts at 0; each
 * comparison finds `driftMs` more than the one before.
 */
function setUp(clocks: readonly RedisClock[], driftMs = 0) {
  let redisMs = 0
  const watches: ReturnType<typeof createTraceWatch>[] = []
  const deliveries: Delivery[] = []
  const traces = clocks.map((clock, index): ReturnType<typeof createMessageTrace> => {
    const place = { node: 'a', worker: String(index + 1) }
    const now = () => redisMs - clock.aheadMs
    let compared = 0
    const compareClock = async () => ({ ...clock, aheadMs: clock.aheadMs + driftMs * compared++ })
    const watch = createTraceWatch({ place, compareClock, now, logger: pino({ level: 'silent' }) })
    watches.push(watch)
    deliveries.push(watch.around(noDelivery))
    const others = () => traces.filter((_, other) => other !== index)
    return createMessageTrace({
      place,
      now,
      compareClock,
      watch: watch.watch,
      hasFollowers: () => true,
      tell: {
        watch: (watched: Watched) => others().forEach(one => void one.watchAsked(watched)),
        watching: (id, from) => others().forEach(one => void one.watching(id, from)),
        seen: (seen: WatchedSeen) => others().forEach(one => void one.seen(seen)),
      },
      async send() {
        redisMs = 10.7
        const sentAt = 10
        for (const [at, delivery] of deliveries.entries()) {
          redisMs = 12 + at
          delivery.entries(roomId, epoch, [entry()])
          redisMs += 0.5
          watches[at]?.delivered([entry()], 3)
        }
        redisMs = 14
        return { seq: parseSeq(1), epoch, mid: newEntryId(), sentAt, duplicate: false }
      },
    })
  })
  return { traces, watches }
}

test('[O9] times of all workers are brought over by the clock of Redis, with how far they may be off', async () => {
  const { traces } = setUp([
    { aheadMs: 5_000, offMs: 0.1 },
    { aheadMs: -70_000, offMs: 0.4 },
  ])
  const told = await traces[0]?.trace(ann, command)
  expect(told).toMatchObject({ takenBy: { node: 'a', worker: '1' }, answeredMs: 14, silent: [] })
  expect(told?.stops).toEqual([
    { node: 'a', worker: '1', heardMs: 12, deliveredMs: 12.5, clients: 3, offMs: 0 },
    { node: 'a', worker: '2', heardMs: 13, deliveredMs: 13.5, clients: 3, offMs: 0.5 },
  ])
  // Redis says 10, which is any moment from 10 to 11, and the clocks may be off by a tenth.
  expect(told?.writtenMs).toBeCloseTo(10.5)
  expect(told?.writtenOffMs).toBeCloseTo(0.6)
})

test('[O9] Redis cannot have written before it was asked, nor after its worker knew, whatever the clocks say', async () => {
  const { traces } = setUp([{ aheadMs: 0, offMs: 400 }])
  const told = await traces[0]?.trace(ann, command)
  expect(told?.writtenMs).toBeCloseTo(6)
  expect(told?.writtenOffMs).toBeCloseTo(6)
})

test('[O9] times of one process are exact, whatever its clock was found to be from one time to the next', async () => {
  const { traces } = setUp([{ aheadMs: 5_000, offMs: 0.1 }], -40)
  const told = await traces[0]?.trace(ann, command)
  expect(told?.stops).toMatchObject([{ worker: '1', heardMs: 12, deliveredMs: 12.5, offMs: 0 }])
})

test('[O9] a worker that looks out and then says nothing is named', async () => {
  const { traces, watches } = setUp([
    { aheadMs: 0, offMs: 0.1 },
    { aheadMs: 0, offMs: 0.1 },
  ])
  const deaf = watches[1]
  if (deaf) deaf.delivered = () => undefined
  const told = await traces[0]?.trace(ann, command)
  expect(told?.stops.map(({ worker }) => worker)).toEqual(['1'])
  expect(told?.silent).toEqual([{ node: 'a', worker: '2' }])
})

test('a message of somebody else under the same key, or of no key, is not the one that is traced', () => {
  const place = { node: 'a', worker: '1' }
  const compareClock = async () => ({ aheadMs: 0, offMs: 0 })
  const watch = createTraceWatch({ place, compareClock, now: () => 0, logger: pino({ level: 'silent' }) })
  const told: WatchedSeen[] = []
  watch.watch({ traceId: 't', roomId, userId: ann.userId, clientMessageId: command.clientMessageId }, seen =>
    told.push(seen),
  )
  const bob = { userId: parseUserId('u-bob'), name: 'Bob' }
  watch.delivered(
    [entry({ sender: bob }), entry({ clientMessageId: parseClientMessageId('another-key') })],
    1,
  )
  expect(told).toEqual([])
})
