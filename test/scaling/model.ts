// How many workers, machines and Redis shards so many people need, and what is full first. All costs are measured
// (`costs.ts`); what people do and what machines can do are assumptions with a name each.

import { expectedSubscribedWorkers } from './rooms.js'

/** Processor time in microseconds, memory in KiB. */
export interface Costs {
  connectUs: number
  idleConnectionUsPerSecond: number
  connectionKib: number
  /** A message on the worker that takes it: checked, appended, acknowledged. */
  messageUs: number
  /** A worker more that hears a message, with one connection it delivers to. */
  subscribedWorkerUs: number
  /** A further connection on a worker that has the message already. */
  deliveryUs: number
  redisMessageUs: number
  redisSubscriberUs: number
  deliveryBytes: number
}

/** What people do. */
export interface Habits {
  messagesPerUserPerHour: number
  /** Connected members of the room that a message goes to, on average over messages. */
  membersPerRoom: number
  /** Sessions last so long, and a worker is replaced now and then. */
  connectsPerUserPerHour: number
  /** Typing, read marks, presence: what may be lost. */
  signalsPerUserPerHour: number
}

/** What one of each can do. */
export interface Limits {
  /** Share of a core that may be used, so that a peak or the loss of a machine is survived. */
  usableCore: number
  coresPerMachine: number
  memoryGibPerMachine: number
  networkGbitPerMachine: number
  connectionsPerWorker: number
  connectionsPerRedisShard: number
  redisConnectionsPerWorker: number
}

/** Who hears a signal: every worker, as over the Socket.IO adapter, or those with somebody of its room. */
export type SignalReach = 'all workers' | 'workers of the room'

export interface Plan {
  workers: number
  machines: number
  redisShards: number
  messagesPerSecond: number
  deliveriesPerSecond: number
  /** Workers that hear a message, on average. */
  subscribedWorkers: number
  /** What asks for that many workers, machines and shards: the first of each to be full. */
  bounds: { workers: string; machines: string; redisShards: string }
}

const SECONDS_PER_HOUR = 3_600
const LEAST_WORKERS = 2
/** Each round asks for more workers, or is the last. */
const ROUNDS = 1_000

/** @returns null when no number of workers is enough: hearing the signals of all takes all that each of them has */
export function planFor(
  users: number,
  { costs, habits, limits, reach }: { costs: Costs; habits: Habits; limits: Limits; reach: SignalReach },
): Plan | null {
  const usableUs = limits.usableCore * 1e6
  const signals = perSecond(users, habits.signalsPerUserPerHour)
  const forSignalsUs = reach === 'all workers' ? signals * signalUs(costs) : 0
  if (forSignalsUs >= usableUs) return null

  // More workers spread a room over more of them, which costs more: asked again until the answer stays.
  let workers = LEAST_WORKERS
  let need = mostDemanding({})
  for (let round = 0; round < ROUNDS; round += 1) {
    const heard = reach === 'all workers' ? 0 : expectedSubscribedWorkers(workers, habits.membersPerRoom)
    const loadUs = workerLoadUs(users, workers, costs, habits) + signals * heard * signalUs(costs)
    need = mostDemanding({
      'worker CPU': loadUs / (usableUs - forSignalsUs),
      sockets: users / limits.connectionsPerWorker,
    })
    if (need.count <= workers) break
    workers = need.count
  }
  return { workers, ...restOfPlan(users, workers, { costs, habits, limits }, need.by) }
}

function restOfPlan(
  users: number,
  workers: number,
  { costs, habits, limits }: { costs: Costs; habits: Habits; limits: Limits },
  workersBound: string,
): Omit<Plan, 'workers'> {
  const { usableCore } = limits
  const messagesPerSecond = perSecond(users, habits.messagesPerUserPerHour)
  const deliveriesPerSecond = messagesPerSecond * habits.membersPerRoom
  const subscribedWorkers = expectedSubscribedWorkers(workers, habits.membersPerRoom)
  const redisUs = messagesPerSecond * (costs.redisMessageUs + subscribedWorkers * costs.redisSubscriberUs)
  const machines = mostDemanding({
    cores: workers / limits.coresPerMachine,
    memory: (users * costs.connectionKib) / (limits.memoryGibPerMachine * 2 ** 20 * usableCore),
    network:
      (deliveriesPerSecond * costs.deliveryBytes * 8) / (limits.networkGbitPerMachine * 1e9 * usableCore),
  })
  const redisShards = mostDemanding({
    'Redis CPU': redisUs / (usableCore * 1e6),
    'Redis connections': (workers * limits.redisConnectionsPerWorker) / limits.connectionsPerRedisShard,
  })
  return {
    machines: machines.count,
    redisShards: redisShards.count,
    messagesPerSecond,
    deliveriesPerSecond,
    subscribedWorkers,
    bounds: { workers: workersBound, machines: machines.by, redisShards: redisShards.by },
  }
}

/** Of what a worker may use, what hearing everybody's signals takes; at 1 no number of workers is enough. */
export function signalShare(users: number, costs: Costs, habits: Habits, limits: Limits): number {
  return (perSecond(users, habits.signalsPerUserPerHour) * signalUs(costs)) / (limits.usableCore * 1e6)
}

function perSecond(users: number, perUserPerHour: number): number {
  return (users * perUserPerHour) / SECONDS_PER_HOUR
}

/** Of all workers together, in a second, without the signals. */
export function workerLoadUs(users: number, workers: number, costs: Costs, habits: Habits): number {
  const { messagesPerUserPerHour, membersPerRoom, connectsPerUserPerHour } = habits
  const perMessageUs = workersCostUs(costs, workers, membersPerRoom)
  const perHourUs = messagesPerUserPerHour * perMessageUs + connectsPerUserPerHour * costs.connectUs
  return users * (perHourUs / SECONDS_PER_HOUR + costs.idleConnectionUsPerSecond)
}

/** Of one message, on all workers and in Redis. */
export function messageCostUs(costs: Costs, workers: number, members: number): number {
  const subscribed = expectedSubscribedWorkers(workers, members)
  return workersCostUs(costs, workers, members) + costs.redisMessageUs + subscribed * costs.redisSubscriberUs
}

function workersCostUs(costs: Costs, workers: number, members: number): number {
  const subscribed = expectedSubscribedWorkers(workers, members)
  const furtherDeliveries = Math.max(0, members - subscribed)
  return costs.messageUs + subscribed * costs.subscribedWorkerUs + furtherDeliveries * costs.deliveryUs
}

/** Hearing one that is for others costs no delivery; the rest of hearing a message is what it is taken for. */
function signalUs(costs: Costs): number {
  return Math.max(0, costs.subscribedWorkerUs - costs.deliveryUs)
}

function mostDemanding(needs: Readonly<Record<string, number>>): { by: string; count: number } {
  const [by, need] = Object.entries(needs).reduce((most, one) => (one[1] > most[1] ? one : most), ['–', 1])
  return { by, count: Math.ceil(need) }
}
