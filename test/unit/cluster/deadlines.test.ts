import { expect, onTestFinished, test } from 'vitest'
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
