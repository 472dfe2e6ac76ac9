// What is known of a node at this moment, as metrics. Those of one worker carry its id; they end with it.

import type { PrimaryStatus } from './node-status.js'
import type { ProcessLoad } from './process-meter.js'
import type { WorkerStatus } from './roster.js'
import { WORKER_STATES } from './worker-process.js'
import type { WorkerReport } from './worker-report.js'

type Labels = Readonly<Record<string, string>>

/** In the form of prom-client's JSON, so that it can be added to the snapshots of the workers. */
interface MetricJson {
  name: string
  help: string
  type: 'counter' | 'gauge'
  aggregator: 'sum'
  values: { value: number; labels: Labels }[]
}

export function snapshotOf(status: PrimaryStatus): string {
  return JSON.stringify([...ofTheNode(status), ...ofItsProcesses(status), ...ofItsWorkers(status)])
}

function ofTheNode({ nodeId, startedAt, routing, supervision, workers }: PrimaryStatus): MetricJson[] {
  const inState = (state: string) => workers.filter(worker => worker.state === state).length
  const { silent, notHttp, crowded } = routing
  return [
    gauge('hubbub_node_info', 'Always 1; which node this is.', [[1, { node: nodeId }]]),
    gauge('hubbub_node_start_time_seconds', 'When the primary started, Unix time.', [[startedAt / 1_000]]),
    gauge(
      'hubbub_workers',
      'Workers by state.',
      WORKER_STATES.filter(state => state !== 'gone').map(state => [inState(state), { state }]),
    ),
    counter('hubbub_worker_starts_total', 'Workers forked.', [[supervision.starts]]),
    counter('hubbub_worker_crashes_total', 'Workers that ended without being asked to.', [
      [supervision.crashes],
    ]),
    counter('hubbub_fenced_total', 'Workers that stood still for longer than their lease.', [
      [supervision.fenced],
    ]),
    counter('hubbub_reloads_total', 'Reloads by outcome.', [
      [supervision.reloads.done, { outcome: 'done' }],
      [supervision.reloads.failed, { outcome: 'failed' }],
    ]),
    counter('hubbub_handoffs_total', 'Connections taken by workers.', [[routing.taken]]),
    counter('hubbub_reroutes_total', 'Connections that went to another worker than first chosen.', [
      [routing.rerouted],
    ]),
    counter('hubbub_unserved_total', 'Connections that got a 503, as no worker took them.', [
      [routing.unserved],
    ]),
    counter('hubbub_connections_refused_total', 'Connections closed before they reached a worker.', [
      [silent, { reason: 'silent' }],
      [notHttp, { reason: 'not_http' }],
      [crowded, { reason: 'crowded' }],
    ]),
    gauge('hubbub_connections_unrouted', 'Connections not yet given to a worker.', [[routing.unrouted]]),
  ]
}

function ofItsProcesses({ load, workers }: PrimaryStatus): MetricJson[] {
  const loads: [string, ProcessLoad][] = [
    ['primary', load],
    ...workers.flatMap(({ workerId, report }): [string, ProcessLoad][] =>
      report ? [[workerId, report]] : [],
    ),
  ]
  const each = (read: (load: ProcessLoad) => number) =>
    loads.map(([worker, of]): Sample => [read(of), { worker }])
  return [
    gauge(
      'hubbub_process_resident_memory_bytes',
      'Resident memory of the process.',
      each(of => of.residentBytes),
    ),
    gauge(
      'hubbub_process_heap_used_bytes',
      'JavaScript heap in use.',
      each(of => of.heapUsedBytes),
    ),
    counter(
      'hubbub_process_cpu_seconds_total',
      'Processor time used.',
      each(of => of.cpuSeconds),
    ),
  ]
}

function ofItsWorkers({ workers }: PrimaryStatus): MetricJson[] {
  const told = (read: (worker: WorkerStatus) => number) =>
    workers.map((worker): Sample => [read(worker), { worker: worker.workerId }])
  const reported = (read: (report: WorkerReport) => number) =>
    workers.flatMap(({ workerId, report }): Sample[] =>
      report ? [[read(report), { worker: workerId }]] : [],
    )
  return [
    gauge(
      'hubbub_connections',
      'Open connections.',
      told(worker => worker.connections),
    ),
    gauge(
      'hubbub_event_loop_lag_seconds',
      'Longest stall within the last second.',
      told(worker => worker.lagMs / 1_000),
    ),
    gauge(
      'hubbub_worker_ready',
      '1: answers ready.',
      reported(({ notReadyBecause }) => (notReadyBecause === null ? 1 : 0)),
    ),
    gauge(
      'hubbub_sockets',
      'Sockets of signed-in users.',
      reported(report => report.sockets),
    ),
    gauge(
      'hubbub_rooms_followed',
      'Rooms whose log the worker follows.',
      reported(report => report.roomsFollowed),
    ),
    gauge(
      'hubbub_rooms_present',
      'Rooms in which the worker holds somebody present.',
      reported(report => report.roomsPresent),
    ),
    gauge(
      'hubbub_appends_waiting',
      'Messages that wait for an append under way.',
      reported(report => report.appendsWaiting),
    ),
    gauge(
      'hubbub_redis_echo_age_seconds',
      'Since the worker last heard itself through Redis.',
      reported(report => report.echoAgeMs / 1_000),
    ),
  ]
}

type Sample = readonly [value: number, labels?: Labels]

function gauge(name: string, help: string, samples: readonly Sample[]): MetricJson {
  return metric(name, help, 'gauge', samples)
}

function counter(name: string, help: string, samples: readonly Sample[]): MetricJson {
  return metric(name, help, 'counter', samples)
}

function metric(
  name: string,
  help: string,
  type: MetricJson['type'],
  samples: readonly Sample[],
): MetricJson {
  const values = samples.map(([value, labels = {}]) => ({ value, labels }))
  return { name, help, type, aggregator: 'sum', values }
}
