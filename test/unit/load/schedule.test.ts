import { expect, test } from 'vitest'
import { createSchedule } from '../../load/schedule.js'

const dueTimes = (schedule: ReturnType<typeof createSchedule>) =>
  Array.from({ length: schedule.count }, (_, n) => schedule.dueAt(n))

test('without a ramp messages are due at even distances', () => {
  const schedule = createSchedule({ ratePerSecond: 4, rampMs: 0, durationMs: 1_000 })
  expect(dueTimes(schedule)).toEqual([0, 250, 500, 750])
  expect(schedule.endsAt).toBe(1_000)
})

test('the rate rises evenly during the ramp and stays after it', () => {
  const times = dueTimes(createSchedule({ ratePerSecond: 100, rampMs: 10_000, durationMs: 10_000 }))
  const within = (from: number, to: number) => times.filter(at => at >= from && at < to).length
  expect(times).toHaveLength(1_500)
  expect(times).toEqual(times.toSorted((a, b) => a - b))
  expect(within(0, 5_000)).toBe(125)
  expect(within(5_000, 10_000)).toBe(375)
  for (let second = 10; second < 20; second += 1)
    expect(within(second * 1_000, (second + 1) * 1_000)).toBe(100)
})

test('a rate of nothing has no messages, and lasts as long', () => {
  const schedule = createSchedule({ ratePerSecond: 0, rampMs: 1_000, durationMs: 2_000 })
  expect(schedule).toMatchObject({ count: 0, endsAt: 3_000 })
})
