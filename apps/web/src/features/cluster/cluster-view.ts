// What the map shows, put together from one status after the other.

import type { ClusterNode, ClusterStatus, ClusterWorker } from '@hubbub/shared'
import { type Dot, moveDots, scaleOf } from './client-dots.js'
import { type Happening, happeningsBetween } from './happenings.js'

export interface Totals {
  nodes: number
  workers: number
  ready: number
  clients: number
  messagesPerSecond: number
  deliveriesPerSecond: number
}

export interface ClusterView {
  /** null until the first status. Workers keep their place on the map, and a new one takes that of the one it replaces. */
  status: ClusterStatus | null
  dots: readonly Dot[]
  /** How many clients one dot stands for. */
  scale: number
  totals: Totals
  /** The last minute, the newest last. */
  history: readonly Totals[]
  /** The newest first. */
  happenings: readonly Happening[]
}

const HISTORY_MAX = 60
const HAPPENINGS_MAX = 30

const nothing: Totals = {
  nodes: 0,
  workers: 0,
  ready: 0,
  clients: 0,
  messagesPerSecond: 0,
  deliveriesPerSecond: 0,
}

export const noView: ClusterView = {
  status: null,
  dots: [],
  scale: 1,
  totals: nothing,
  history: [],
  happenings: [],
}

/** The name of a worker among all workers of the cluster. */
export function seatOf(node: string, worker: string): string {
  return `${node}/${worker}`
}

/** @param own the worker that serves the page; null while it is not connected */
export function nextView(
  before: ClusterView,
  told: ClusterStatus,
  { own, at }: { own: string | null; at: number },
): ClusterView {
  const status = { ...told, nodes: told.nodes.map(node => keepPlaces(node, before.status)) }
  const clients = new Map(
    status.nodes.flatMap(({ node, workers }) =>
      workers.map(worker => [seatOf(node, worker.worker), worker.clients] as const),
    ),
  )
  const scale = scaleOf(clients.values())
  const wanted = new Map([...clients].map(([seat, count]) => [seat, Math.ceil(count / scale)] as const))
  const totals = totalsOf(status)
  const happenings = before.status === null ? [] : happeningsBetween(before.status, status, at)
  return {
    status,
    scale,
    dots: moveDots(scale === before.scale ? before.dots : [], wanted, own),
    totals,
    history: [...before.history, totals].slice(-HISTORY_MAX),
    happenings: withNews(before, happenings),
  }
}

/** @param happenings the newest first */
export function withNews({ happenings: before }: ClusterView, happenings: readonly Happening[]) {
  return [...happenings, ...before].slice(0, HAPPENINGS_MAX)
}

function keepPlaces(told: ClusterNode, before: ClusterStatus | null): ClusterNode {
  const known = before?.nodes.find(({ node }) => node === told.node)?.workers ?? []
  const isKnown = (worker: ClusterWorker) => known.some(one => one.worker === worker.worker)
  const added = told.workers.filter(worker => !isKnown(worker))
  const places = known.flatMap(({ worker }) => {
    const same = told.workers.find(one => one.worker === worker) ?? added.shift()
    return same === undefined ? [] : [same]
  })
  return { ...told, workers: [...places, ...added] }
}

function totalsOf({ nodes }: ClusterStatus): Totals {
  const workers = nodes.flatMap(node => node.workers)
  const sum = (read: (worker: ClusterWorker) => number) =>
    workers.reduce((total, worker) => total + read(worker), 0)
  return {
    nodes: nodes.length,
    workers: workers.length,
    ready: workers.filter(({ state }) => state === 'ready').length,
    clients: sum(({ clients }) => clients),
    messagesPerSecond: sum(({ messagesPerSecond }) => messagesPerSecond),
    deliveriesPerSecond: sum(({ deliveriesPerSecond }) => deliveriesPerSecond),
  }
}
