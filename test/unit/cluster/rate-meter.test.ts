import { expect, test } from 'vitest'
import { createRateMeter } from '../../../apps/server/src/cluster/rate-meter.js'

test('rates are those of the time since the last second began, asked once or twice', () => {
  let now = 0
  const totals = { messages: 0, deliveries: 0 }
  const measure = createRateMeter(
    () => totals,
    () => now,
  )
  expect(measure()).toEqual({ messagesPerSecond: 0, deliveriesPerSecond: 0 })
  now = 1_000
  Object.assign(totals, { messages: 5, deliveries: 100 })
  expect(measure()).toEqual({ messagesPerSecond: 5, deliveriesPerSecond: 100 })
  now = 1_100
  totals.messages = 50
  expect(measure()).toEqual({ messagesPerSecond: 5, deliveriesPerSecond: 100 })
  now = 3_000
  totals.messages = 25
  expect(measure()).toEqual({ messagesPerSecond: 10, deliveriesPerSecond: 0 })
})
