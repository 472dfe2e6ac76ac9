import { expect, test } from 'vitest'
import { clusterStatusOf } from '../../../apps/server/src/cluster/cluster-status.js'

const worker = { workerId: '1', state: 'ready', lagMs: 3, pid: 9 }
const report = { sockets: 2, messagesPerSecond: 1, deliveriesPerSecond: 4, residentBytes: 5, cpuShare: 0.5 }
const node = (nodeId: string, workers: unknown[]) =>
  JSON.stringify({ nodeId, pid: 1, workers, supervision: { crashes: 1, starts: 2 } })

test('nodes are told by name, without process ids, and a worker that has not reported counts nothing', () => {
  const workers = [
    { ...worker, report },
    { ...worker, workerId: '2', state: 'starting', report: null },
  ]
  const { nodes } = clusterStatusOf([
    { ageMs: 20, status: node('b', []) },
    { ageMs: 10, status: node('a', workers) },
  ])
  expect(nodes.map(({ node: name, ageMs }) => [name, ageMs])).toEqual([
    ['a', 10],
    ['b', 20],
  ])
  const { sockets: clients, ...rest } = report
  expect(nodes[0]?.workers).toEqual([
    { worker: '1', state: 'ready', lagMs: 3, clients, ...rest },
    {
      worker: '2',
      state: 'starting',
      lagMs: 3,
      clients: 0,
      messagesPerSecond: 0,
      deliveriesPerSecond: 0,
      residentBytes: 0,
      cpuShare: 0,
    },
  ])
})

test('what no node of this version wrote is left out', () => {
  const strange = ['', '{', 'null', '[]', '{}', node('c', [{ ...worker, state: 'gone', report }])]
  expect(clusterStatusOf(strange.map(status => ({ ageMs: 1, status })))).toEqual({ nodes: [] })
})
