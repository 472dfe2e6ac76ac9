import { parseUserId } from '@hubbub/shared'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import type { Operation } from '../../../apps/server/src/chat/ports.js'
import { parseToPrimary, parseToWorker, type ToWorker } from '../../../apps/server/src/cluster/ipc.js'
import { createOperatorDesk } from '../../../apps/server/src/cluster/operator-desk.js'
import type { WorkerProcess, WorkerState } from '../../../apps/server/src/cluster/worker-process.js'

const silent = pino({ level: 'silent' })

function fakeWorker(id: string, state: WorkerState = 'ready') {
  const said: ToWorker[] = []
  const killedAfter: number[] = []
  const worker: WorkerProcess = {
    id,
    pid: 0,
    state: () => state,
    send: message => void said.push(message),
    markDraining: () => undefined,
    killAfter: ms => void killedAfter.push(ms),
  }
  return { worker, said, killedAfter }
}

function setUp(state: WorkerState = 'ready', isReloading = false) {
  const one = fakeWorker('1')
  const two = fakeWorker('2', state)
  const reloaded: (string | undefined)[] = []
  const desk = createOperatorDesk(
    {
      workers: () => [one.worker, two.worker],
      isReloading: () => isReloading,
      reload: async id => void reloaded.push(id),
    },
    silent,
  )
  return { one, two, reloaded, desk }
}

const operation = (act: Operation['act'], worker: string, id = 'op-1'): Operation => ({
  id,
  act,
  place: { node: 'a', worker },
  by: parseUserId('u-ann'),
})

test('[O8] an act is done once, however many workers bring it, and each of them is told the outcome', () => {
  const { desk, one, two } = setUp()
  desk.heard(one.worker, operation('kill', '2'))
  desk.heard(two.worker, operation('kill', '2'))
  expect(two.killedAfter.length).toBe(1)
  for (const { said } of [one, two]) {
    expect(said).toEqual([{ type: 'operated', operationId: 'op-1', outcome: 'begun' }])
  }
  desk.heard(one.worker, operation('kill', '2', 'op-2'))
  expect(two.killedAfter.length).toBe(2)
})

test('[O8] a reload takes the worker named and no other', () => {
  const { desk, one, reloaded } = setUp()
  desk.heard(one.worker, operation('reload', '2'))
  expect(reloaded).toEqual(['2'])
})

test.each([
  ['a worker that is not there', setUp(), operation('kill', '3'), 'unknown-worker'],
  ['a reload beside another one', setUp('ready', true), operation('reload', '2'), 'busy'],
  ['a reload of a worker that is leaving', setUp('draining'), operation('reload', '2'), 'busy'],
  ['a reload of a worker that only starts', setUp('starting'), operation('reload', '2'), 'busy'],
] as const)('[O8] nothing is done for %s', (_, { desk, one, two, reloaded }, asked, outcome) => {
  desk.heard(one.worker, asked)
  expect(one.said).toMatchObject([{ outcome }])
  expect([one.killedAfter, two.killedAfter, reloaded]).toEqual([[], [], []])
})

test('what crosses between the processes is checked', () => {
  const asked = { type: 'operate', operation: operation('kill', '2') }
  expect(parseToPrimary(asked, silent)).toEqual(asked)
  const wrong = [null, {}, { ...asked.operation, act: 'burn' }, { ...asked.operation, place: { node: 'a' } }]
  for (const one of [...wrong, { ...asked.operation, by: '' }, { ...asked.operation, id: 1 }]) {
    expect(parseToPrimary({ type: 'operate', operation: one }, silent)).toBeNull()
  }
  const answer = { type: 'operated', operationId: 'op-1', outcome: 'busy' }
  expect(parseToWorker(answer, silent)).toEqual(answer)
  expect(parseToWorker({ ...answer, outcome: 'gone' }, silent)).toBeNull()
  expect(parseToWorker({ ...answer, operationId: 1 }, silent)).toBeNull()
})
