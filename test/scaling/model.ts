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
  /** Typing, reading and presence: what goes to all workers over the Socket.IO adapter. */
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

export interface Plan {
  users: number
  workers: number
  machines: number
  redisShards: number
  messagesPerSecond: number
  deliveriesPerSecond: number
  /** Workers that hear a message, on average. */
  subscribedWorkers: number
  /** What asks for that many workers, machines and shards: the first of each to be full. */
  bounds: { workers: string; machines: string; redisShards: string }
  /** Of what a worker may use, what hearing everybody's signals takes; 1 and more: no number of workers is enough. */
  signalShare: number
}

const SECONDS_PER_HOUR = 3_600
const ROUNDS = 100

export function planFor(users: number, costs: Costs, habits: Habits, limits: Limits): Plan {
  const perSecond = (perUserPerHour: number) => (users * perUserPerHour) / SECONDS_PER_HOUR
  const messages = perSecond(habits.messagesPerUserPerHour)
  const usableUs = limits.usableCore * 1e6
  const signalShare = (perSecond(habits.signalsPerUserPerHour) * signalUs(costs)) / usableUs
  const atLeast = (needs: Readonly<Record<string, number>>) => mostDemanding(needs)

  // More workers spread a room over more of them, which costs more: asked again until the answer stays.
  let workers = 2
  let need = atLeast({})
  for (let round = 0; round < ROUNDS; round += 1) {
    const load = workerLoadUs(users, workers, costs, habits)
    need = atLeast({
      'worker CPU': load / (usableUs * Math.max(0.05, 1 - signalShare)),
      sockets: users / limits.connectionsPerWorker,
    })
    if (need.count <= workers) break
    workers = need.count
  }

  const subscribedWorkers = expectedSubscribedWorkers(workers, habits.membersPerRoom)
  const deliveries = messages * habits.membersPerRoom
  const machines = atLeast({
    cores: workers / limits.coresPerMachine,
    memory: (users * costs.connectionKib) / (limits.memoryGibPerMachine * 2 ** 20 * limits.usableCore),
    network:
      (deliveries * costs.deliveryBytes * 8) / (limits.networkGbitPerMachine * 1e9 * limits.usableCore),
  })
  const redisShards = atLeast({
    'Redis CPU': (messages * (costs.redisMessageUs + subscribedWorkers * costs.redisSubscriberUs)) / usableUs,
    'Redis connections': (workers * limits.redisConnectionsPerWorker) / limits.connectionsPerRedisShard,
  })
  return {
    users,
    workers,
    machines: machines.count,
    redisShards: redisShards.count,
    messagesPerSecond: messages,
    deliveriesPerSecond: deliveries,
    subscribedWorkers,
    bounds: { workers: need.by, machines: machines.by, redisShards: redisShards.by },
    signalShare,
  }
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
