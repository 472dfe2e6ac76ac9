import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createDepartures } from '../../../apps/server/src/redis/departures.js'

const EVERY_MS = 16

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function setUp() {
  const untilDeparture = createDepartures(EVERY_MS)
  const startedAt = performance.now()
  const left: [name: string, atMs: number][] = []
  const come = (name: string) => untilDeparture().then(() => left.push([name, performance.now() - startedAt]))
  return { come, left }
}

test('after a quiet while a message leaves for the log at once', async () => {
  const { come, left } = setUp()
  await come('first')
  await vi.advanceTimersByTimeAsync(EVERY_MS)
  await come('second')
  expect(left).toEqual([
    ['first', 0],
    ['second', EVERY_MS],
  ])
})

test('messages that come soon after a departure leave together, and none waits longer than until the next', async () => {
  const { come, left } = setUp()
  await come('first')
  await vi.advanceTimersByTimeAsync(5)
  void come('second')
  await vi.advanceTimersByTimeAsync(EVERY_MS - 6)
  void come('third')
  expect(left).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(left.slice(1)).toEqual([
    ['second', EVERY_MS],
    ['third', EVERY_MS],
  ])
})

test('under steady load there is one departure per period', async () => {
  const { come, left } = setUp()
  for (let ms = 0; ms < 10 * EVERY_MS; ms += 2) {
    void come(`at ${ms}`)
    await vi.advanceTimersByTimeAsync(2)
  }
  expect(left).toHaveLength(5 * EVERY_MS)
  expect(new Set(left.map(([, atMs]) => atMs))).toHaveLength(11)
})
