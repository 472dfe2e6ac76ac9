import { readFileSync } from 'node:fs'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { parse as parseYaml } from 'yaml'
import { snapshotOf } from '../../apps/server/src/cluster/node-metrics.js'
import type { PrimaryStatus } from '../../apps/server/src/cluster/node-status.js'
import { createTeamCounters, toPrometheusText } from '../../apps/server/src/cluster/team-counters.js'
import { createMetrics } from '../../apps/server/src/metrics.js'
import { type Family, parsePrometheusText, sumOf } from '../support/prometheus-text.js'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const silent = pino({ level: 'silent' })

const load = { residentBytes: 1e8, heapUsedBytes: 2e7, cpuSeconds: 3.5, cpuShare: 0.25 }
const status: PrimaryStatus = {
  nodeId: 'node-a',
  pid: 1,
  port: 3000,
  startedAt: 1_700_000_000_000,
  load,
  workers: [
    {
      workerId: '7',
      pid: 2,
      state: 'ready',
      since: 1_700_000_001_000,
      connections: 3,
      handoffs: 9,
      misroutes: 0,
      lagMs: 12,
      report: {
        ...load,
        notReadyBecause: null,
        sockets: 2,
        roomsFollowed: 4,
        roomsPresent: 4,
        appendsWaiting: 0,
        echoAgeMs: 800,
        messagesPerSecond: 0,
        deliveriesPerSecond: 0,
      },
    },
    {
      workerId: '8',
      pid: 3,
      state: 'starting',
      since: 1_700_000_002_000,
      connections: 0,
      handoffs: 0,
      misroutes: 0,
      lagMs: 0,
      report: null,
    },
  ],
  routing: { unrouted: 1, silent: 2, notHttp: 3, crowded: 4, taken: 9, rerouted: 1, unserved: 0 },
  supervision: { starts: 3, crashes: 1, fenced: 1, reloads: { done: 0, failed: 0 } },
}

/** One worker that has counted something of everything. */
function busyWorker() {
  const metrics = createMetrics()
  metrics.commandAnswered('message:send', 'ok', 4)
  metrics.commandAnswered('message:change', 'ok', 7)
  metrics.commandAnswered('room:join', 'not_a_member', 2)
  metrics.batchAppended({ messages: 3, appended: 2, duplicates: 1 })
  metrics.entriesDelivered(
    [
      { kind: 'message', sentAt: 1_000 },
      { kind: 'message', sentAt: 1_010 },
      { kind: 'member-left', sentAt: 1_000 },
    ],
    5,
    1_040,
  )
  metrics.gapRepaired(6)
  metrics.resynced('epoch', 'feed')
  metrics.slowReaderCut()
  metrics.signalLost()
  metrics.misrouted()
  metrics.loopObserved(30)
  return metrics
}

async function everything(): Promise<Map<string, Family>> {
  return parsePrometheusText(await toPrometheusText([snapshotOf(status), await busyWorker().snapshot()]))
}

test('what the workers count is added up, label by label', async () => {
  const [one, other] = [busyWorker(), busyWorker()]
  other.commandAnswered('message:send', 'overloaded', 1)
  other.commandAnswered('message:send', 'ok', 40)
  other.commandAnswered('message:change', 'not_found', 3)
  other.commandAnswered('message:react', 'ok', 7)
  other.commandAnswered('message:pin', 'ok', 7)
  other.commandAnswered('room:set-topic', 'ok', 7)

  const sum = parsePrometheusText(await toPrometheusText([await one.snapshot(), await other.snapshot()]))

  expect(sumOf(sum, 'hubbub_commands_total', { event: 'message:send', code: 'ok' })).toBe(3)
  expect(sumOf(sum, 'hubbub_commands_total', { code: 'overloaded' })).toBe(1)
  expect(sumOf(sum, 'hubbub_messages_appended_total')).toBe(4)
  expect(sumOf(sum, 'hubbub_messages_duplicate_total')).toBe(2)
  expect(sumOf(sum, 'hubbub_entries_delivered_total')).toBe(30)
  expect(sumOf(sum, 'hubbub_append_duration_seconds_count')).toBe(3)
  expect(sumOf(sum, 'hubbub_append_duration_seconds_bucket', { le: '0.005' })).toBe(2)
  expect(sumOf(sum, 'hubbub_append_duration_seconds_sum')).toBeCloseTo(0.048)
  expect(sumOf(sum, 'hubbub_commands_total', { event: 'message:change', code: 'ok' })).toBe(2)
  expect(sumOf(sum, 'hubbub_change_duration_seconds_count')).toBe(5)
  expect(sumOf(sum, 'hubbub_change_duration_seconds_sum')).toBeCloseTo(0.035)
  expect(sumOf(sum, 'hubbub_delivery_duration_seconds_count')).toBe(4)
  expect(sumOf(sum, 'hubbub_delivery_duration_seconds_sum')).toBeCloseTo(0.14)
})

test('a delivery that seems to come from the future took no time', async () => {
  const metrics = createMetrics()
  metrics.entriesDelivered([{ kind: 'message', sentAt: 2_000 }], 1, 1_990)
  const counted = parsePrometheusText(await toPrometheusText([await metrics.snapshot()]))
  expect(sumOf(counted, 'hubbub_delivery_duration_seconds_sum')).toBe(0)
  expect(sumOf(counted, 'hubbub_delivery_duration_seconds_count')).toBe(1)
})

test('sums of the node never fall, whichever workers go and in whatever order one asks', async () => {
  const counters = createTeamCounters(silent)
  const sumNow = async () => {
    const counted = parsePrometheusText(await toPrometheusText(await counters.snapshots()))
    return [
      sumOf(counted, 'hubbub_misroutes_total'),
      sumOf(counted, 'hubbub_append_duration_seconds_bucket', { le: '0.005' }),
    ]
  }
  expect(await sumNow()).toEqual([0, 0])

  for (const id of ['1', '2', '3']) counters.reported(id, await busyWorker().snapshot())
  expect(await sumNow()).toEqual([3, 3])
  counters.gone('1')
  counters.gone('3')
  expect(await sumNow()).toEqual([3, 3])
  counters.gone('2')
  counters.gone('never-heard-of')
  expect(await sumNow()).toEqual([3, 3])
  counters.reported('4', await busyWorker().snapshot())
  expect(await sumNow()).toEqual([4, 4])
})

test('a worker whose last words cannot be read takes nothing of the others with it', async () => {
  const lines: string[] = []
  const log = pino({ level: 'error' }, { write: (line: string) => void lines.push(line) })
  const counters = createTeamCounters(log)
  counters.reported('1', await busyWorker().snapshot())
  counters.reported('2', 'not JSON')
  counters.gone('1')
  counters.gone('2')
  const counted = parsePrometheusText(await toPrometheusText(await counters.snapshots()))
  expect(sumOf(counted, 'hubbub_misroutes_total')).toBe(1)
  expect(lines.length).toBe(1)
})

test('the state of a node is told per worker, without one that has said nothing yet', async () => {
  const told = await everything()
  expect(sumOf(told, 'hubbub_node_info', { node: 'node-a' })).toBe(1)
  expect(sumOf(told, 'hubbub_workers', { state: 'ready' })).toBe(1)
  expect(sumOf(told, 'hubbub_workers', { state: 'starting' })).toBe(1)
  expect(sumOf(told, 'hubbub_sockets', { worker: '7' })).toBe(2)
  expect(told.get('hubbub_sockets')?.samples.length).toBe(1)
  expect(sumOf(told, 'hubbub_redis_echo_age_seconds', { worker: '7' })).toBe(0.8)
  expect(sumOf(told, 'hubbub_process_cpu_seconds_total', { worker: 'primary' })).toBe(3.5)
  expect(sumOf(told, 'hubbub_connections_refused_total')).toBe(9)
})

test('names say kind and unit, and no label can take many values', async () => {
  const few = ['event', 'code', 'reason', 'told', 'state', 'outcome', 'worker', 'node', 'le']
  for (const [name, { type, help, samples }] of await everything()) {
    expect(name).toMatch(/^hubbub_[a-z_]+$/)
    expect(name.endsWith('_total'), name).toBe(type === 'counter')
    if (/_(duration|age|lag|stall|time)_/.test(name)) expect(name).toMatch(/_seconds$/)
    expect(help.endsWith('.'), help).toBe(true)
    for (const { labels } of samples) {
      expect(few, name).toEqual(expect.arrayContaining(Object.keys(labels)))
    }
  }
})

test('the docs list every metric with its kind, and none that does not exist', async () => {
  const rows = [...read('docs/monitoring.md').matchAll(/^\| `(hubbub_\w+)` +\| (\w+) /gm)]
  const listed = rows.map(([, name, kind]) => `${name} ${kind}`).sort()
  expect(listed).toEqual([...(await everything())].map(([name, { type }]) => `${name} ${type}`).sort())
})

/** The names that an expression of Prometheus asks for. */
function namesIn(expression: string): string[] {
  return expression.match(/hubbub_\w+/g) ?? []
}

async function expectToExist(names: readonly string[]): Promise<void> {
  const samples = [...(await everything()).values()].flatMap(family => family.samples)
  const exported = new Set(samples.map(({ name }) => name))
  expect(names.length).toBeGreaterThan(15)
  expect(names.filter(name => !exported.has(name))).toEqual([])
}

interface Rules {
  groups: {
    name: string
    rules: {
      alert: string
      expr: string
      labels: { severity: string }
      annotations: Record<string, string>
    }[]
  }[]
}

test('the alert rules ask only for metrics that exist, and say what happened and where to look', async () => {
  const { groups } = parseYaml(read('deploy/monitoring/prometheus-alerts.yml')) as Rules
  const rules = groups.flatMap(group => group.rules)
  for (const { alert, labels, annotations } of rules) {
    expect(alert).toMatch(/^Hubbub\w+$/)
    expect(['critical', 'warning']).toContain(labels.severity)
    expect(Object.keys(annotations).sort()).toEqual(['look', 'summary'])
  }
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length)
  await expectToExist(rules.flatMap(({ expr }) => namesIn(expr)))
})

interface Dashboard {
  panels: {
    id: number
    title: string
    type: string
    gridPos: { x: number; y: number; w: number; h: number }
    targets?: { expr: string; refId: string }[]
  }[]
}

test('the dashboard asks only for metrics that exist, and its panels do not overlap', async () => {
  const { panels }: Dashboard = JSON.parse(read('deploy/monitoring/grafana-dashboard.json'))
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
  )
  expect(new Set(cells).size).toBe(cells.length)
  const targets = panels.flatMap(panel => panel.targets ?? [])
  await expectToExist(targets.flatMap(({ expr }) => namesIn(expr)))
})

test('every metric is on the dashboard or in an alert', async () => {
  const used = `${read('deploy/monitoring/grafana-dashboard.json')}${read('deploy/monitoring/prometheus-alerts.yml')}`
  const unused = [...(await everything()).keys()].filter(name => !used.includes(name))
  expect(unused).toEqual([])
})
