// The statuses that the nodes left in Redis, as an operator is told of them. One that cannot be read (a node of another
// version) is left out.

import type { ClusterNode, ClusterStatus, ClusterWorker } from '@hubbub/shared'
import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { jsonOrNull } from './json-or-null.js'
import type { ToldStatus } from './worker-report.js'

const ReportSchema = Type.Object({
  sockets: Type.Number(),
  messagesPerSecond: Type.Number(),
  deliveriesPerSecond: Type.Number(),
  residentBytes: Type.Number(),
  cpuShare: Type.Number(),
})
const WorkerSchema = Type.Object({
  workerId: Type.String(),
  state: Type.Enum(['starting', 'ready', 'silent', 'draining']),
  lagMs: Type.Number(),
  report: Type.Union([ReportSchema, Type.Null()]),
})
const NodeSchema = Type.Object({
  nodeId: Type.String(),
  workers: Type.Array(WorkerSchema),
  supervision: Type.Object({ crashes: Type.Number() }),
})
const nodeCheck = Compile(NodeSchema)

export function clusterStatusOf(told: readonly ToldStatus[]): ClusterStatus {
  const nodes = told.flatMap(({ ageMs, status }): ClusterNode[] => {
    const node = jsonOrNull(status)
    if (!nodeCheck.Check(node)) return []
    return [
      { node: node.nodeId, ageMs, crashes: node.supervision.crashes, workers: node.workers.map(workerOf) },
    ]
  })
  return { nodes: nodes.sort((one, other) => (one.node < other.node ? -1 : 1)) }
}

function workerOf({ workerId, state, lagMs, report }: Static<typeof WorkerSchema>): ClusterWorker {
  return {
    worker: workerId,
    state,
    lagMs,
    clients: report?.sockets ?? 0,
    messagesPerSecond: report?.messagesPerSecond ?? 0,
    deliveriesPerSecond: report?.deliveriesPerSecond ?? 0,
    residentBytes: report?.residentBytes ?? 0,
    cpuShare: report?.cpuShare ?? 0,
  }
}
