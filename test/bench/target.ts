// A kind of server that is measured: how it starts, and what people need before they can connect to it.

import type { RedisSandbox } from '../support/redis-sandbox.js'
import type { Fleet } from './fleet.js'
import type { Entrance, WireName } from './wires.js'

export interface Place {
  redis: RedisSandbox
  nodes: number
  workersPerNode: number
  /** Whether messages are to be logged by a server that could do without. */
  isLogged: boolean
  /** Environment of the server's processes besides. */
  env: Readonly<Record<string, string>>
  isBehindProxy: boolean
}

export interface Server extends AsyncDisposable {
  readonly nodes: readonly { id: string; port: number }[]
  /** The process at the head of each node. */
  readonly pids: readonly number[]
  /** Ends it in order, so that what it writes at its end is written. */
  stop(): Promise<void>
}

export interface Crew {
  people: number
  rooms: number
}

export interface Target {
  readonly name: WireName
  start(place: Place): Promise<Server>
  /**
   * Makes sessions, rooms and members, on a server of its own if one is needed for that. What it leaves behind is in
   * Redis, for another server to find.
   */
  prepare(start: () => Promise<Server>, fleet: Fleet, crew: Crew): Promise<Entrance[]>
}

const NODE_IDS = ['node-a', 'node-b', 'node-c', 'node-d']

/** Nodes one after another; all of them end when one cannot start. */
export async function startNodes<Node extends AsyncDisposable>(
  count: number,
  start: (id: string) => Promise<Node>,
): Promise<Node[]> {
  const started: Node[] = []
  try {
    for (const id of NODE_IDS.slice(0, count)) started.push(await start(id))
    return started
  } catch (error) {
    for (const node of started) await node[Symbol.asyncDispose]()
    throw error
  }
}

/** `work` for 0, 1, 2… up to `count`, so many at once. @returns the results in that order */
export async function inParallel<T>(
  count: number,
  concurrency: number,
  work: (index: number) => Promise<T>,
): Promise<T[]> {
  const results: T[] = []
  const indices = Array.from({ length: count }, (_, index) => index).values()
  async function workInTurn(): Promise<void> {
    for (const index of indices) results[index] = await work(index)
  }
  await Promise.all(Array.from({ length: concurrency }, workInTurn))
  return results
}
