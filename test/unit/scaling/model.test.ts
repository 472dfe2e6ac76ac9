import { expect, test } from 'vitest'
import { costsFrom } from '../../scaling/costs.js'
import { type Costs, planFor } from '../../scaling/model.js'
import { expectedSubscribedWorkers, simulatedSubscribedWorkers } from '../../scaling/rooms.js'
import { seededRandom } from '../../support/seeded-random.js'

const costs: Costs = {
  connectUs: 1_000,
  idleConnectionUsPerSecond: 5,
  connectionKib: 30,
  messageUs: 200,
  subscribedWorkerUs: 50,
  deliveryUs: 5,
  redisMessageUs: 50,
  redisSubscriberUs: 5,
  deliveryBytes: 400,
}
const habits = {
  messagesPerUserPerHour: 12,
  membersPerRoom: 50,
  connectsPerUserPerHour: 1,
  signalsPerUserPerHour: 30,
}
const limits = {
  usableCore: 0.6,
  coresPerMachine: 16,
  memoryGibPerMachine: 64,
  networkGbitPerMachine: 10,
  connectionsPerWorker: 20_000,
  connectionsPerRedisShard: 10_000,
  redisConnectionsPerWorker: 4,
}

test('rooms spread over workers as the formula says, when they are put there one by one', () => {
  const random = seededRandom('scaling model')
  for (const workers of [1, 2, 8, 100]) {
    for (const members of [1, 2, 10, 300]) {
      const simulated = simulatedSubscribedWorkers(workers, members, 3_000, random.next)
      const expected = expectedSubscribedWorkers(workers, members)
      // Six standard errors: the number of hosts of a room deviates by less than half the root of its members.
      const allowed = (6 * 0.5 * Math.sqrt(Math.min(workers, members))) / Math.sqrt(3_000)
      expect(Math.abs(simulated - expected)).toBeLessThanOrEqual(allowed)
    }
  }
})

test('a plan has room for all: twice as many people never need less of anything', () => {
  let before = planFor(1_000, costs, habits, limits)
  for (let users = 2_000; users <= 2 ** 20 * 1_000; users *= 2) {
    const plan = planFor(users, costs, habits, limits)
    expect(plan.workers).toBeGreaterThanOrEqual(before.workers)
    expect(plan.machines).toBeGreaterThanOrEqual(before.machines)
    expect(plan.redisShards).toBeGreaterThanOrEqual(before.redisShards)
    expect(plan.workers * limits.connectionsPerWorker).toBeGreaterThanOrEqual(users)
    before = plan
  }
})

test('a plan names what is full first', () => {
  const silent = planFor(
    1_000_000,
    costs,
    { ...habits, messagesPerUserPerHour: 0, signalsPerUserPerHour: 0 },
    limits,
  )
  expect(silent.bounds.workers).toBe('sockets')
  const talkative = planFor(1_000_000, costs, { ...habits, messagesPerUserPerHour: 600 }, limits)
  expect(talkative.bounds.workers).toBe('worker CPU')
  const heavy = planFor(1_000_000, { ...costs, deliveryBytes: 100_000 }, habits, limits)
  expect(heavy.bounds.machines).toBe('network')
})

test('a figure that was never measured is named', () => {
  expect(() => costsFrom({ medians: {} })).toThrow(
    'docs/performance.json lacks m2 hubbub alone:redisCpuUsPerMessage',
  )
})
