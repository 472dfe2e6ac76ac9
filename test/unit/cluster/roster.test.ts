import { Socket } from 'node:net'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { createDeadlines } from '../../../apps/server/src/cluster/deadlines.js'
import { createHandoffs } from '../../../apps/server/src/cluster/handoff.js'
import { createRoster } from '../../../apps/server/src/cluster/roster.js'
import type { WorkerProcess } from '../../../apps/server/src/cluster/worker-process.js'

test('connections that have ended are load no more once their worker has told so: it gets the next ones', () => {
  const { request, said, openOf } = setUp(['1', '2'])
  for (let count = 0; count < 6; count += 1) request()
  expect(openOf()).toEqual([3, 3])

  said('1', { type: 'beat', connections: 0, misroutes: 0, lagMs: 0 })
  expect(openOf()).toEqual([0, 3])
  expect([request(), request(), request()]).toEqual(['1', '1', '1'])
  expect(openOf()).toEqual([3, 3])
})

/** A primary with workers that take at once what they are offered. */
function setUp(workerIds: string[]) {
  const deadlines = createDeadlines()
  onTestFinished(() => deadlines.stop())
  const times = { claimWithinMs: 1_000, claimOwnWithinMs: 1_000 }
  const handoffs = createHandoffs({ deadlines, times, log: pino({ level: 'silent' }) })
  const roster = createRoster(handoffs, () => 0)
  const { said, changed } = roster.events
  let servedBy = ''

  function readyWorker(id: string): WorkerProcess {
    const worker: WorkerProcess = {
      id,
      pid: 0,
      state: () => 'ready',
      send(message) {
        if (message.type === 'offer') said(worker, { type: 'claim', handoff: message.handoff })
        if (message.type !== 'grant') return
        servedBy = id
        said(worker, { type: 'taken', handoff: message.handoff })
      },
      markDraining() {},
      killAfter() {},
    }
    roster.join(worker)
    changed(worker)
    return worker
  }

  const workers = new Map(workerIds.map(id => [id, readyWorker(id)]))
  return {
    /** @returns the id of the worker that serves it */
    request(): string {
      const socket = new Socket()
      const connection = { socket, isOpen: () => true, refuse() {}, drop() {} }
      handoffs.give(connection, { bytes: Buffer.from('GET /'), home: null, stray: false })
      return servedBy
    },
    said(id: string, message: Parameters<typeof said>[1]): void {
      const worker = workers.get(id)
      if (worker !== undefined) said(worker, message)
    },
    openOf: () => roster.status().map(worker => worker.connections),
  }
}
