import { expect, onTestFinished, test, vi } from 'vitest'
import { BEAT_MS, createDeadlines } from '../../../apps/server/src/cluster/deadlines.js'

function deadlinesByHand() {
  const deadlines = createDeadlines()
  onTestFinished(() => deadlines.stop())
  return deadlines
}

test('a deadline passes once, after its beats and not before', () => {
  const deadlines = deadlinesByHand()
  let passed = 0
  deadlines.start(3 * BEAT_MS, () => {
    passed += 1
  })
  for (const expected of [0, 0, 1, 1]) {
    deadlines.beat()
    expect(passed).toBe(expected)
  }
})

test('a cleared deadline does not pass, also when another clears it in the same beat', () => {
  const deadlines = deadlinesByHand()
  const passed: string[] = []
  deadlines.start(BEAT_MS, () => {
    passed.push('first')
    second.clear()
  })
  const second = deadlines.start(BEAT_MS, () => passed.push('second'))
  deadlines.beat()
  deadlines.beat()
  expect(passed).toEqual(['first'])
})

test('a deadline started by one that passes waits its full time', () => {
  const deadlines = deadlinesByHand()
  let passed = 0
  deadlines.start(BEAT_MS, () => {
    deadlines.start(BEAT_MS, () => {
      passed += 1
    })
  })
  deadlines.beat()
  expect(passed).toBe(0)
  deadlines.beat()
  expect(passed).toBe(1)
})

test('latenesses do not add up, and time in which the process stood still counts as two beats at most', () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  let now = 0
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now)
  onTestFinished(() => clock.mockRestore())
  const deadlines = deadlinesByHand()
  let beats = 0
  const count = () => deadlines.start(BEAT_MS, () => ++beats && count())
  count()
  /** The timer that was to ring `afterMs` after the last one does so at that time. */
  const ring = (afterMs: number, at: number) => {
    vi.advanceTimersByTime(afterMs - 1)
    const before = beats
    now = at
    vi.advanceTimersByTime(1)
    expect(beats).toBe(before + 1)
  }
  ring(BEAT_MS, 130)
  ring(70, 299)
  ring(1, 300)
  ring(BEAT_MS, 3_000)
  ring(BEAT_MS, 3_100)
  expect(beats).toBe(5)
})
