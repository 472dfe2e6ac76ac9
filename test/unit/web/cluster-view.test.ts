import type { ClusterNode, ClusterStatus, ClusterWorker } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { type Dot, moveDots, scaleOf, YOU } from '../../../apps/web/src/features/cluster/client-dots.js'
import { nextView, noView } from '../../../apps/web/src/features/cluster/cluster-view.js'
import { seededRandom } from '../../support/seeded-random.js'

function worker(id: string, clients = 0, state: ClusterWorker['state'] = 'ready'): ClusterWorker {
  const figures = { messagesPerSecond: 1, deliveriesPerSecond: 10, lagMs: 0, residentBytes: 1, cpuShare: 0.1 }
  return { worker: id, state, clients, ...figures }
}
const node = (name: string, ...workers: ClusterWorker[]): ClusterNode => ({
  node: name,
  ageMs: 100,
  crashes: 0,
  workers,
})
const at = 1_700_000_000_000

/** The view after these statuses, the page being served by worker 1 of node a. */
function viewAfter(...statuses: ClusterStatus[]) {
  return statuses.reduce((view, status) => nextView(view, status, { own: 'a/1', at }), noView)
}
const dotsOn = (dots: readonly Dot[], seat: string | null) =>
  dots.filter(dot => dot.seat === seat).map(({ id }) => id)

test('the clients of a killed worker wait on their way and then come to the other workers, the same dots', () => {
  const before = { nodes: [node('a', worker('1', 3), worker('2', 4))] }
  const killed = { nodes: [node('a', worker('1', 3), worker('3', 0, 'starting'))] }
  const back = { nodes: [node('a', worker('1', 5), worker('3', 2))] }

  const had = dotsOn(viewAfter(before).dots, 'a/2')
  expect(had.length).toBe(4)
  expect(dotsOn(viewAfter(before, killed).dots, null)).toEqual(had)
  const { dots } = viewAfter(before, killed, back)
  expect(dotsOn(dots, null)).toEqual([])
  expect([...dotsOn(dots, 'a/1'), ...dotsOn(dots, 'a/3')]).toEqual(expect.arrayContaining(had))
})

test('the own dot is on the worker that serves the page, and on its way while there is none', () => {
  const status = { nodes: [node('a', worker('1', 1), worker('2', 1))] }
  const seatOfYou = (own: string | null) =>
    nextView(viewAfter(status), status, { own, at }).dots.find(({ id }) => id === YOU)?.seat
  expect(seatOfYou('a/1')).toBe('a/1')
  expect(seatOfYou('a/2')).toBe('a/2')
  expect(seatOfYou(null)).toBeNull()
  expect(seatOfYou('a/9')).toBeNull()
})

test('whatever happens, each worker has as many dots as clients, and no dot is there twice', () => {
  const random = seededRandom('dots')
  const seats = ['a/1', 'a/2', 'b/1', 'b/2']
  let dots: readonly Dot[] = []
  for (let step = 0; step < 500; step += 1) {
    const alive = seats.filter(() => random.next() < 0.8)
    const wanted = new Map(alive.map(seat => [seat, random.integer(0, 9)] as const))
    const own = alive[0] ?? null
    dots = moveDots(dots, wanted, own)
    for (const [seat, count] of wanted) {
      // The page's own connection shows at once, its worker counts it a moment later.
      expect(dotsOn(dots, seat).length).toBe(seat === own ? Math.max(1, count) : count)
    }
    expect(new Set(dots.map(({ id }) => id)).size).toBe(dots.length)
    expect(dots.every(({ seat }) => seat === null || wanted.has(seat))).toBe(true)
  }
})

test('many clients share a dot, so that all of a worker have room', () => {
  expect(scaleOf([])).toBe(1)
  expect(scaleOf([40, 3])).toBe(1)
  expect(scaleOf([41])).toBe(10)
  expect(scaleOf([4_000, 100])).toBe(100)
  expect(scaleOf([1_000_000])).toBeGreaterThan(10_000)
  expect(viewAfter({ nodes: [node('a', worker('1', 1_000))] }).dots.length).toBe(10)
})

test('a new worker takes the place of the one it replaces, and the others stay where they are', () => {
  const { status } = viewAfter(
    { nodes: [node('a', worker('1'), worker('2'), worker('3'))] },
    { nodes: [node('a', worker('1'), worker('3'), worker('4', 0, 'starting'), worker('5'))] },
  )
  expect(status?.nodes[0]?.workers.map(({ worker: id }) => id)).toEqual(['1', '4', '3', '5'])
})

test('what happens is told in words, the newest first, and nothing of what was there at the start', () => {
  const start = { nodes: [node('a', worker('1'), worker('2', 0, 'draining'))] }
  expect(viewAfter(start).happenings).toEqual([])
  const view = viewAfter(
    start,
    { nodes: [node('a', worker('1', 0, 'silent'), worker('3', 0, 'starting'))] },
    { nodes: [node('a', worker('3'))] },
  )
  expect(view.happenings.map(({ text }) => text)).toEqual([
    'Worker 3 on a is ready',
    'Worker 1 on a is gone',
    'Worker 3 on a starts',
    'Worker 1 on a does not respond any more',
    'Worker 2 on a has ended, its clients are elsewhere',
  ])
})

test('totals are those of all nodes, and the last minute is kept', () => {
  const status = { nodes: [node('a', worker('1', 2), worker('2', 3, 'starting')), node('b', worker('1', 4))] }
  const view = viewAfter(...Array.from({ length: 70 }, () => status))
  expect(view.totals).toEqual({
    nodes: 2,
    workers: 3,
    ready: 2,
    clients: 9,
    messagesPerSecond: 3,
    deliveriesPerSecond: 30,
  })
  expect(view.history.length).toBe(60)
})
