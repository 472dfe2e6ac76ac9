import { pino } from 'pino'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startTidying } from '../../../apps/server/src/cluster/tidy.js'

const MINUTE_MS = 60_000

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('[J6] [F4] every minute guests and rooms that have ended, and files of nobody, are put away, whatever became of the last time', async () => {
  const lines: string[] = []
  const log = pino({ level: 'warn' }, { write: line => void lines.push(line) })
  const accounts = { putAwayGuests: vi.fn(() => Promise.reject(new Error('no Redis'))) }
  const rooms = { endEmpty: vi.fn(async (_now: number) => undefined) }
  const sweepFiles = vi.fn(async (_now: number) => undefined)
  const end = startTidying(accounts, rooms, sweepFiles, log)

  await vi.advanceTimersByTimeAsync(2 * MINUTE_MS)
  expect(accounts.putAwayGuests).toHaveBeenCalledTimes(2)
  for (const { mock } of [rooms.endEmpty, sweepFiles])
    expect(mock.calls).toEqual([[Date.now() - MINUTE_MS], [Date.now()]])
  expect(lines.map(line => JSON.parse(line))).toEqual([
    expect.objectContaining({ what: 'guests', reason: 'Error: no Redis' }),
    expect.objectContaining({ what: 'guests', reason: 'Error: no Redis' }),
  ])

  end()
  await vi.advanceTimersByTimeAsync(2 * MINUTE_MS)
  expect(rooms.endEmpty).toHaveBeenCalledTimes(2)
})
