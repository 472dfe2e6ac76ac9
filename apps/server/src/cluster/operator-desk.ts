// Carries out, in the primary, what operators want done with a worker of this node. Always true:
//  - an operation is carried out once, through however many workers it comes here;
//  - the answer is what was begun; how a reload ends shows in the status and in the log.

import type { Logger } from 'pino'
import type { Operation, OperationOutcome } from '../chat/ports.js'
import type { Supervisor } from './supervise.js'
import type { WorkerProcess } from './worker-process.js'

/** So that the answer can leave, perhaps by the very worker that is killed. */
const KILL_AFTER_MS = 300
/** Operations whose outcome is remembered; a copy comes within moments or never. */
const REMEMBERED = 100

export interface OperatorDesk {
  heard(from: WorkerProcess, operation: Operation): void
}

export function createOperatorDesk(
  supervisor: Pick<Supervisor, 'workers' | 'isReloading' | 'reload'>,
  log: Logger,
): OperatorDesk {
  const outcomes = new Map<string, OperationOutcome>()

  return {
    heard(from, operation) {
      const outcome = outcomes.get(operation.id) ?? carryOut(operation)
      remember(operation.id, outcome)
      from.send({ type: 'operated', operationId: operation.id, outcome }, null)
    },
  }

  function carryOut({ act, place, by }: Operation): OperationOutcome {
    const worker = supervisor.workers().find(({ id }) => id === place.worker)
    if (worker === undefined) return 'unknown-worker'
    if (act === 'reload' && (supervisor.isReloading() || !['ready', 'silent'].includes(worker.state()))) {
      return 'busy'
    }
    log.warn({ workerId: worker.id, pid: worker.pid, act, by }, 'operator acts on a worker')
    if (act === 'kill') worker.killAfter(KILL_AFTER_MS)
    else reload(worker)
    return 'begun'
  }

  function reload(worker: WorkerProcess): void {
    supervisor.reload(worker.id).then(
      () => log.warn({ workerId: worker.id }, 'worker replaced'),
      error => log.error({ workerId: worker.id, reason: String(error) }, 'worker not replaced'),
    )
  }

  function remember(id: string, outcome: OperationOutcome): void {
    outcomes.set(id, outcome)
    const [oldest] = outcomes.keys()
    if (outcomes.size > REMEMBERED && oldest !== undefined) outcomes.delete(oldest)
  }
}
