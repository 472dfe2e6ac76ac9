// The workers as one team: joins each process with its lane. Always true:
//  - only a ready worker gets connections that name no worker; a draining one gets those that name it;
//  - the death of a worker that did not end as it was asked to is told to the ready ones, or else to the next to be ready.

import type { Handoffs } from './handoff.js'
import type { ToPrimary } from './ipc.js'
import { createLane, type Lane } from './lane.js'
import type { WorkerEvents, WorkerProcess, WorkerState } from './worker-process.js'
import type { WorkerReport } from './worker-report.js'

export interface WorkerStatus {
  workerId: string
  pid: number
  state: WorkerState
  /** Since when it is in that state, Unix time in milliseconds. */
  since: number
  /** Open connections. One that has ended may count for 50 ms longer. */
  connections: number
  /** Connections it has taken since it started. */
  handoffs: number
  /** Requests it saw whose session id names another worker that could have been asked. Should be 0. */
  misroutes: number
  /** The longest its event loop stood still within the last second. */
  lagMs: number
  /** What it told last of itself; null before the first time. */
  report: WorkerReport | null
}

export interface Roster {
  join(worker: WorkerProcess): void
  /** The worker gets no connections any more but those that name it. */
  retire(worker: WorkerProcess): void
  status(): WorkerStatus[]
  readonly events: WorkerEvents
}

interface Colleague {
  readonly worker: WorkerProcess
  readonly lane: Lane
  since: number
  misroutes: number
  lagMs: number
  report: WorkerReport | null
}

/** @param now Unix time in milliseconds */
export function createRoster(handoffs: Handoffs, now: () => number): Roster {
  const team = new Map<WorkerProcess, Colleague>()
  let untoldDeaths: string[] = []

  function tellDeaths(): void {
    const ready = [...team.keys()].filter(worker => worker.state() === 'ready')
    if (ready.length === 0) return
    for (const workerId of untoldDeaths) {
      for (const worker of ready) worker.send({ type: 'peer-lost', workerId }, null)
    }
    untoldDeaths = []
  }

  function hear(colleague: Colleague, message: ToPrimary): void {
    const { lane } = colleague
    switch (message.type) {
      case 'claim':
        handoffs.claimed(lane, message.handoff)
        return
      case 'refuse':
        handoffs.refused(lane, message.handoff)
        return
      case 'taken':
        handoffs.taken(lane, message.handoff)
        return
      case 'beat':
        lane.reported = message.connections
        lane.takenSince = 0
        colleague.misroutes = message.misroutes
        colleague.lagMs = message.lagMs
        colleague.worker.send({ type: 'beat' }, null)
        return
      case 'report':
        colleague.report = message.report
        return
      case 'ready':
      case 'start-failed':
      case 'fellows':
      case 'operate':
        return
    }
  }

  return {
    join(worker) {
      const lane = createLane(worker.id, worker.send)
      team.set(worker, { worker, lane, since: now(), misroutes: 0, lagMs: 0, report: null })
      handoffs.join(lane)
    },
    retire(worker) {
      worker.markDraining()
      const colleague = team.get(worker)
      if (colleague === undefined) return
      colleague.since = now()
      colleague.lane.intake = 'own'
    },
    status: () =>
      [...team.values()].map(({ worker, lane, since, misroutes, lagMs, report }) => ({
        workerId: worker.id,
        pid: worker.pid,
        state: worker.state(),
        since,
        connections: lane.reported + lane.takenSince,
        handoffs: lane.takenTotal,
        misroutes,
        lagMs,
        report,
      })),
    events: {
      changed(worker) {
        const colleague = team.get(worker)
        if (colleague === undefined) return
        colleague.since = now()
        const { lane } = colleague
        if (worker.state() === 'ready') lane.intake = 'open'
        else handoffs.close(lane)
        tellDeaths()
      },
      said(worker, message) {
        const colleague = team.get(worker)
        if (colleague !== undefined) hear(colleague, message)
      },
      gone(worker, end) {
        const colleague = team.get(worker)
        team.delete(worker)
        if (colleague !== undefined) handoffs.lost(colleague.lane)
        if (!end.isClean) untoldDeaths.push(worker.id)
        tellDeaths()
      },
    },
  }
}
