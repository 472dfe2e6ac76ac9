import { parseRoomId, parseSeq, type TracedMessage } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { newEntryId, newEpoch } from '../../../apps/server/src/redis/random-ids.js'
import { traceViewOf } from '../../../apps/web/src/features/cluster/trace-view.js'

const roomId = parseRoomId('room')
const told: TracedMessage = {
  receipt: { seq: parseSeq(1), epoch: newEpoch(), mid: newEntryId(), sentAt: 1, duplicate: false },
  takenBy: { node: 'a', worker: '1' },
  preparedMs: 150,
  writtenMs: 0.8,
  writtenOffMs: 0.6,
  answeredMs: 2,
  stops: [
    { node: 'b', worker: '1', heardMs: 1.5, deliveredMs: 1.8, clients: 1, offMs: 0.2 },
    { node: 'a', worker: '1', heardMs: 2.5, deliveredMs: 3, clients: 12, offMs: 0 },
  ],
  silent: [],
}

test('[O9] the way is told worker by worker, and what is not exact says so', () => {
  const { rows, endMs } = traceViewOf({ roomId, told, seenMs: 160 })
  expect(rows.map(({ who, text }) => `${who} ${text}`)).toEqual([
    'Worker 1 on a takes the message and asks Redis; the answer is back after 2.0 ms',
    'Redis writes it and announces it after 0.8 ms (± 0.6 ms)',
    'Worker 1 on b hears it after 1.5 ms (± 0.2 ms), has sent it to 1 client 0.3 ms later',
    'Worker 1 on a hears it after 2.5 ms, has sent it to 12 clients 0.5 ms later',
  ])
  expect(endMs).toBe(3)
})

test('[O9] the whole way is what passed on the page, without the time for looking out', () => {
  const { summary } = traceViewOf({ roomId, told, seenMs: 160 })
  expect(summary).toBe(
    '10.0 ms from this page and back to it: 2.5 ms from its worker to Redis and back, 7.5 ms on the network and in the browser.',
  )
})

test('[O9] a message that did not come back, and workers without a word, are told as such', () => {
  const { summary } = traceViewOf({
    roomId,
    told: { ...told, silent: [{ node: 'b', worker: '7' }] },
    seenMs: null,
  })
  expect(summary).toBe('This page has not seen the message come back. No word in time from Worker 7 on b.')
})
