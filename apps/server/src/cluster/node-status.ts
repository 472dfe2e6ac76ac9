import type { HandoffCounts } from './handoff.js'
import type { ProcessLoad } from './process-meter.js'
import type { WorkerStatus } from './roster.js'
import type { RoutingCounts } from './route-connection.js'
import type { SupervisionCounts } from './supervise.js'

/** A node as its primary sees it now. */
export interface PrimaryStatus {
  nodeId: string
  pid: number
  port: number
  /** Unix time in milliseconds. */
  startedAt: number
  load: ProcessLoad
  workers: readonly WorkerStatus[]
  routing: RoutingCounts & HandoffCounts
  supervision: SupervisionCounts
}
