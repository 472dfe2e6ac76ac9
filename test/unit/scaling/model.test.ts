import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { markdownTable } from '../../bench/tables.js'
import { costsFrom } from '../../scaling/costs.js'
import { costsTable } from '../../scaling/costs-table.js'
import { type Costs, planFor, signalShare, workerLoadUs } from '../../scaling/model.js'
import { expectedSubscribedWorkers, simulatedSubscribedWorkers } from '../../scaling/rooms.js'
import { root } from '../../support/root.js'
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

const plan = (users: number, changed: { costs?: Partial<Costs>; habits?: Partial<typeof habits> } = {}) => {
  const given = { costs: { ...costs, ...changed.costs }, habits: { ...habits, ...changed.habits }, limits }
  const found = planFor(users, { ...given, reach: 'workers of the room' })
  if (found === null) throw new Error('no plan')
  return found
}

test('a plan has room for all: twice as many people never need less of anything', () => {
  let before = plan(1_000)
  for (let users = 2_000; users <= 1_000 * 2 ** 20; users *= 2) {
    const next = plan(users)
    expect(next.workers).toBeGreaterThanOrEqual(before.workers)
    expect(next.machines).toBeGreaterThanOrEqual(before.machines)
    expect(next.redisShards).toBeGreaterThanOrEqual(before.redisShards)
    expect(next.workers * limits.connectionsPerWorker).toBeGreaterThanOrEqual(users)
    expect(workerLoadUs(users, next.workers, costs, habits)).toBeLessThan(
      next.workers * limits.usableCore * 1e6,
    )
    before = next
  }
})

test('a plan names what is full first', () => {
  const silent = { messagesPerUserPerHour: 0, signalsPerUserPerHour: 0 }
  expect(plan(1_000_000, { habits: silent }).bounds.workers).toBe('sockets')
  expect(plan(1_000_000, { habits: { messagesPerUserPerHour: 600 } }).bounds.workers).toBe('worker CPU')
  expect(plan(1_000_000, { costs: { deliveryBytes: 100_000 } }).bounds.machines).toBe('network')
})

test('signals that every worker hears are a wall that no number of workers moves', () => {
  const all = { costs, habits, limits, reach: 'all workers' as const }
  expect(planFor(10_000, all)?.workers).toBeGreaterThanOrEqual(plan(10_000).workers)
  const wall = 1 / signalShare(1, costs, habits, limits)
  expect(planFor(0.99 * wall, all)).not.toBeNull()
  expect(planFor(1.01 * wall, all)).toBeNull()
})

test('a figure that was never measured is named', () => {
  expect(() => costsFrom({ medians: {} })).toThrow(
    'docs/performance.json lacks m2 hubbub alone:redisCpuUsPerMessage',
  )
})

test('the page is calculated from the figures that are kept beside it (npm run scaling)', async () => {
  const [figures = '', page] = await Promise.all(
    ['performance.json', 'scaling.md'].map(file => readFile(`${root}/docs/${file}`, 'utf8')),
  )
  expect(page).toContain(markdownTable(costsTable(costsFrom(JSON.parse(figures)))))
})
