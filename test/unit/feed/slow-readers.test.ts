import { expect, test } from 'vitest'
import {
  createSlowReaderCheck,
  STALLED_MAX_MS,
  UNSENT_MAX_BYTES,
} from '../../../apps/server/src/feed/slow-readers.js'

/** A socket with what Engine.IO keeps for it, and a clock. */
function setUp() {
  let nowMs = 0
  const webSocket = { bufferedAmount: 0 }
  const conn = { transport: { socket: webSocket }, writeBuffer: [{ data: 'hello' }], close: () => undefined }
  const reader = { conn }
  const check = createSlowReaderCheck(() => nowMs)
  return {
    conn,
    webSocket,
    after(ms: number) {
      nowMs += ms
      return check(reader)
    },
  }
}

test('[M9] who takes nothing for ten seconds is too slow, and not before', () => {
  const { after } = setUp()
  expect(after(0)).toBe(null)
  expect(after(STALLED_MAX_MS)).toBe(null)
  expect(after(1)).toBe(5)
})

test('[M9] who has more than a megabyte waiting is too slow at once, in the queue and under the transport together', () => {
  const { after, conn, webSocket } = setUp()
  webSocket.bufferedAmount = UNSENT_MAX_BYTES - 5
  expect(after(0)).toBe(null)
  conn.writeBuffer.push({ data: 'x' })
  expect(after(1)).toBe(UNSENT_MAX_BYTES + 1)
})

test('[M9] who always has something on its way and takes it is not slow', () => {
  const { after, conn, webSocket } = setUp()
  for (let seconds = 0; seconds < 60; seconds += 1) {
    // Engine.IO hands the queue to the transport and begins a new one.
    conn.writeBuffer = [{ data: `entry ${seconds}` }]
    expect(after(1_000)).toBe(null)
  }
  for (let seconds = 0; seconds < 60; seconds += 1) {
    webSocket.bufferedAmount = 1_000 - seconds
    expect(after(1_000)).toBe(null)
  }
})

test('[M9] who took all there was has the full time again', () => {
  const { after, conn } = setUp()
  expect(after(STALLED_MAX_MS - 1)).toBe(null)
  conn.writeBuffer = []
  expect(after(1)).toBe(null)
  conn.writeBuffer = [{ data: 'more' }]
  expect(after(60_000)).toBe(null)
  expect(after(STALLED_MAX_MS)).toBe(null)
  expect(after(1)).toBe(4)
})
