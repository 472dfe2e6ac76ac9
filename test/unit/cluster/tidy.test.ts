import { pino } from 'pino'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startTidying } from '../../../apps/server/src/cluster/tidy.js'

const MINUTE_MS = 60_000

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('[J6] every minute guests and rooms that have ended are put away, whatever became of the last time', async () => {
  const lines: string[] = []
  const log = pino({ level: 'warn' }, { write: line => void lines.push(line) })
  const accounts = { putAwayGuests: vi.fn(() => Promise.reject(new Error('no Redis'))) }
  const rooms = { endEmpty: vi.fn(async (_now: number) => undefined) }
  const end = startTidying(accounts, rooms, log)

  await vi.advanceTimersByTimeAsync(2 * MINUTE_MS)
  expect(accounts.putAwayGuests).toHaveBeenCalledTimes(2)
  expect(rooms.endEmpty.mock.calls).toEqual([[Date.now() - MINUTE_MS], [Date.now()]])
  expect(lines.map(line => JSON.parse(line))).toEqual([
    expect.objectContaining({ what: 'guests', reason: 'Error: no Redis' }),
    expect.objectContaining({ what: 'guests', reason: 'Error: no Redis' }),
  ])

  end()
  await vi.advanceTimersByTimeAsync(2 * MINUTE_MS)
  expect(rooms.endEmpty).toHaveBeenCalledTimes(2)
})
