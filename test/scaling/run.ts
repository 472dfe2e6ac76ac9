// npm run scaling: what so many people need, by the model, printed and written into docs/scaling.md.

import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { markdownTable, numberText, plainTable } from '../bench/tables.js'
import { replaceBlock } from '../report/marked-block.js'
import { root } from '../support/root.js'
import { seededRandom } from '../support/seeded-random.js'
import { costsFrom, type KeptFigures } from './costs.js'
import { costsTable } from './costs-table.js'
import {
  type Costs,
  type Habits,
  type Limits,
  messageCostUs,
  type Plan,
  planFor,
  type SignalReach,
  signalShare,
} from './model.js'
import { expectedSubscribedWorkers, simulatedSubscribedWorkers } from './rooms.js'

const DOC = `${root}/docs/scaling.md`
/** Of a plan in which hearing the signals of all takes more than a worker has. */
const NOT_POSSIBLE = 'none by these costs'
const USERS = [10_000, 1_000_000, 100_000_000]

const HABITS: Habits = {
  messagesPerUserPerHour: 12,
  membersPerRoom: 50,
  connectsPerUserPerHour: 1,
  signalsPerUserPerHour: 30,
}
const LIMITS: Limits = {
  usableCore: 0.6,
  coresPerMachine: 16,
  memoryGibPerMachine: 64,
  networkGbitPerMachine: 10,
  connectionsPerWorker: 20_000,
  connectionsPerRedisShard: 10_000,
  redisConnectionsPerWorker: 4,
}

const FIGURES = `${root}/docs/performance.json`
if (!existsSync(FIGURES)) {
  console.error('scaling: nothing has been measured yet: npm run bench -- --write-docs')
  process.exit(1)
}
const kept: KeptFigures = JSON.parse(await readFile(FIGURES, 'utf8'))
const costs = costsFrom(kept)
const blocks = {
  costs: costsTable(costs),
  plans: plansTable(),
  check: checkTable(costs, kept),
  rooms: roomsTable(),
}
let text = await readFile(DOC, 'utf8')
for (const [name, table] of Object.entries(blocks)) {
  console.log(`${plainTable(table)}\n`)
  text = replaceBlock(text, `scaling:${name}`, markdownTable(table))
}
await writeFile(DOC, text)

function checkTable(of: Costs, { medians }: KeptFigures) {
  const calculated = messageCostUs(of, 2, 10)
  const measured = medians.m3?.hubbub?.cpuUsPerMessage ?? null
  return {
    head: ['', 'calculated', 'measured'],
    rows: [
      {
        cells: [
          'a message in a room of 10, on two workers, Redis included',
          `${numberText(calculated, 0)} µs`,
          measured === null ? 'not yet' : `${numberText(measured, 0)} µs`,
        ],
      },
    ],
  }
}

function plansTable() {
  const plans = (reach: SignalReach) =>
    USERS.map(users => planFor(users, { costs, habits: HABITS, limits: LIMITS, reach }))
  const [asBuilt, byRoom] = [plans('all workers'), plans('workers of the room')]
  const row = (name: string, of: readonly (Plan | null)[], text: (plan: Plan) => string) => ({
    cells: [name, ...of.map(plan => (plan === null ? NOT_POSSIBLE : text(plan)))],
  })
  const bounded = (name: string, of: readonly (Plan | null)[], part: keyof Plan['bounds']) =>
    row(name, of, plan => `${numberText(plan[part], 0)} (${plan.bounds[part]})`)
  const shares = USERS.map(users => signalShare(users, costs, HABITS, LIMITS))
  return {
    head: ['', ...USERS.map(users => `${numberText(users, 0)} connected`)],
    rows: [
      row('messages/s', byRoom, plan => numberText(plan.messagesPerSecond, 0)),
      row('deliveries/s', byRoom, plan => numberText(plan.deliveriesPerSecond, 0)),
      row('workers that hear a message', byRoom, plan => numberText(plan.subscribedWorkers, 1)),
      {
        cells: [
          'of each worker, for the signals of all, at most',
          ...shares.map(share => `${numberText(share * 100, 0)} %`),
        ],
      },
      bounded('workers, as it is built', asBuilt, 'workers'),
      bounded('workers, with signals by room', byRoom, 'workers'),
      bounded('machines', byRoom, 'machines'),
      bounded('Redis shards', byRoom, 'redisShards'),
    ],
  }
}

function roomsTable() {
  const random = seededRandom('scaling')
  const cases = [2, 10, 100, 1_000].flatMap(workers =>
    [10, 50, 1_000].map(members => [workers, members] as const),
  )
  return {
    head: ['workers', 'members', 'hear a message, by formula', 'by simulation of 2,000 rooms'],
    rows: cases.map(([workers, members]) => ({
      cells: [
        numberText(workers, 0),
        numberText(members, 0),
        numberText(expectedSubscribedWorkers(workers, members), 2),
        numberText(simulatedSubscribedWorkers(workers, members, 2_000, random.next), 2),
      ],
    })),
  }
}
