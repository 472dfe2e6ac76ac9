import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { BEAT_MS, createDeadlines } from '../../../apps/server/src/cluster/deadlines.js'
import { createSupervisor } from '../../../apps/server/src/cluster/supervise.js'
import type { WorkerProcess, WorkerState } from '../../../apps/server/src/cluster/worker-process.js'

interface FakeWorker extends WorkerProcess {
  becomes(state: WorkerState, end?: { livedMs?: number; reason?: string }): void
  readonly told: string[]
}

function setUp(places: number) {
  const deadlines = createDeadlines()
  onTestFinished(() => deadlines.stop())
  const forked: FakeWorker[] = []

  function fork(): FakeWorker {
    let state: WorkerState = 'starting'
    const told: string[] = []
    const worker: FakeWorker = {
      id: String(forked.length + 1),
      pid: 0,
      told,
      state: () => state,
      send: message => void told.push(message.type),
      markDraining() {
        state = 'draining'
      },
      killAfter: ms => void told.push(`kill after ${ms}`),
      becomes(next, { livedMs = 100, reason = 'exit code 1' } = {}) {
        state = next
        if (next === 'gone')
          supervisor.events.gone(worker, { isClean: false, isFenced: false, reason, livedMs })
        else supervisor.events.changed(worker)
      },
    }
    forked.push(worker)
    return worker
  }

  const supervisor = createSupervisor({
    places,
    fork,
    retire: worker => worker.markDraining(),
    times: { drainWindowMs: 5, drainWithinMs: 30, stopWithinMs: 10 },
    deadlines,
    random: () => 0.5,
    log: pino({ level: 'silent' }),
  })

  return {
    supervisor,
    forked,
    beats(count: number) {
      for (let beat = 0; beat < count; beat += 1) deadlines.beat()
    },
    worker(id: number): FakeWorker {
      const found = forked[id - 1]
      if (found === undefined) throw new Error(`worker ${id} was not forked`)
      return found
    },
  }
}

/** Lets promises that are settled by now run their course. */
const settle = () => new Promise(resolve => setImmediate(resolve))

test('a crashed worker is replaced at once, one that crashes again after a wait', () => {
  const { supervisor, forked, worker, beats } = setUp(2)
  supervisor.start()
  worker(1).becomes('ready')
  worker(1).becomes('gone')
  expect(forked.length).toBe(3)
  worker(3).becomes('gone')
  expect(forked.length).toBe(3)
  beats(100 / BEAT_MS)
  expect(forked.length).toBe(4)
})

test('a reload takes an old worker out only when its replacement is ready, one after another', async () => {
  const { supervisor, forked, worker } = setUp(2)
  supervisor.start()
  worker(1).becomes('ready')
  worker(2).becomes('ready')
  const reload = supervisor.reload()
  expect(forked.length).toBe(3)
  expect(worker(1).told).toEqual([])
  worker(3).becomes('ready')
  await settle()
  expect(worker(1).told).toEqual(['drain', 'kill after 30'])
  expect(forked.length).toBe(3)
  worker(1).becomes('gone')
  await settle()
  expect(forked.length).toBe(4)
  worker(4).becomes('ready')
  await settle()
  worker(2).becomes('gone')
  await reload
  expect(supervisor.workers().map(({ id }) => id)).toEqual(['3', '4'])
})

test('a second reload meanwhile is the same reload', async () => {
  const { supervisor, forked, worker } = setUp(1)
  supervisor.start()
  worker(1).becomes('ready')
  const both = Promise.all([supervisor.reload(), supervisor.reload()])
  worker(2).becomes('ready')
  await settle()
  worker(1).becomes('gone')
  await both
  expect(forked.length).toBe(2)
})

test('a reload of one worker replaces that one; a reload of all meanwhile waits for it, and then replaces all', async () => {
  const { supervisor, forked, worker } = setUp(2)
  supervisor.start()
  worker(1).becomes('ready')
  worker(2).becomes('ready')
  const one = supervisor.reload('2')
  const all = supervisor.reload()
  expect(supervisor.isReloading()).toBe(true)
  worker(3).becomes('ready')
  await settle()
  expect(worker(1).told).toEqual([])
  worker(2).becomes('gone')
  await one
  await settle()
  for (const [fresh, old] of [
    [4, 1],
    [5, 3],
  ] as const) {
    worker(fresh).becomes('ready')
    await settle()
    worker(old).becomes('gone')
    await settle()
  }
  await all
  expect(supervisor.isReloading()).toBe(false)
  expect(forked.length).toBe(5)
})

test('a replacement that does not start ends the reload with its reason and leaves the old worker', async () => {
  const { supervisor, forked, worker } = setUp(2)
  supervisor.start()
  worker(1).becomes('ready')
  worker(2).becomes('ready')
  const reload = supervisor.reload()
  worker(3).becomes('gone', { reason: 'the new code is broken' })
  await expect(reload).rejects.toThrow('worker 3 did not start: the new code is broken')
  expect(worker(1).state()).toBe('ready')
  expect(worker(1).told).toEqual([])
  expect(forked.length).toBe(3)
})

test('an old worker that crashes while its replacement starts is replaced once', async () => {
  const { supervisor, forked, worker } = setUp(1)
  supervisor.start()
  worker(1).becomes('ready')
  const reload = supervisor.reload()
  worker(1).becomes('gone')
  worker(2).becomes('ready')
  await reload
  expect(forked.length).toBe(2)
})

test('an old worker that crashes while its replacement fails is replaced all the same', async () => {
  const { supervisor, forked, worker } = setUp(1)
  supervisor.start()
  worker(1).becomes('ready')
  const reload = supervisor.reload()
  worker(1).becomes('gone')
  worker(2).becomes('gone')
  await expect(reload).rejects.toThrow('did not start')
  expect(forked.length).toBe(3)
})

test('a replacement that crashes while the old worker drains is replaced without waiting for that', async () => {
  const { supervisor, forked, worker } = setUp(1)
  supervisor.start()
  worker(1).becomes('ready')
  const reload = supervisor.reload()
  worker(2).becomes('ready')
  await settle()
  worker(2).becomes('gone')
  expect(forked.length).toBe(3)
  worker(1).becomes('gone')
  await reload
})

test('stopping tells every worker, kills what is only starting, and forks nothing any more', async () => {
  const { supervisor, forked, worker } = setUp(2)
  supervisor.start()
  worker(1).becomes('ready')
  const stop = supervisor.stop(0)
  expect(worker(1).told).toEqual(['stop', 'kill after 10'])
  expect(worker(2).told).toEqual(['stop', 'kill after 0'])
  await expect(supervisor.reload()).rejects.toThrow('stopping')
  worker(1).becomes('gone')
  worker(2).becomes('gone')
  await stop
  expect(forked.length).toBe(2)
})

test('a reload that is overtaken by a stop ends too', async () => {
  const { supervisor, worker } = setUp(1)
  supervisor.start()
  worker(1).becomes('ready')
  const reload = supervisor.reload()
  const stop = supervisor.stop(0)
  worker(1).becomes('gone')
  worker(2).becomes('gone')
  await expect(reload).rejects.toThrow('did not start')
  await stop
})
