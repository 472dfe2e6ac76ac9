import { expect, test } from 'vitest'
import { createLease } from '../../../apps/server/src/chat/lease.js'

function setUp() {
  let nowMs = 1_000
  let lost = 0
  const lease = createLease(
    () => nowMs,
    10_000,
    () => {
      lost += 1
    },
  )
  return {
    lease,
    lost: () => lost,
    pass(ms: number) {
      nowMs += ms
    },
  }
}

test('[O3] a lease is held as long as the loop goes on', () => {
  const { lease, lost, pass } = setUp()
  for (let count = 0; count < 100; count += 1) {
    pass(9_999)
    lease.beat()
    expect(lease.isHeld()).toBe(true)
  }
  expect(lost()).toBe(0)
})

test('[O3] after a standstill the lease is lost with the first look at it, once and for good', () => {
  for (const firstLook of ['isHeld', 'beat'] as const) {
    const { lease, lost, pass } = setUp()
    pass(10_001)
    lease[firstLook]()
    expect(lost()).toBe(1)
    lease.beat()
    pass(1)
    expect(lease.isHeld()).toBe(false)
    expect(lost()).toBe(1)
  }
})
