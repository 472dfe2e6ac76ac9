// Our server as a target of the benchmark: with sessions, the log, presence and its usual checks; only its limits per
// user and address are lifted, as all people come from one machine.

import type { Position, RoomId } from '@hubbub/shared'
import { startCluster } from '../support/start-cluster.js'
import {
  guest,
  positionAt,
  type SignedIn,
  signInGuest,
  someName,
  type WireClient,
} from '../support/wire-client.js'
import { inParallel, type Server, startNodes, type Target } from './target.js'
import type { Entrance } from './wires.js'

/** As many as one user may make in a minute. */
const ROOMS_PER_MAKER = 20
const AT_ONCE = 32
const UNLIMITED = {
  SIGN_INS_PER_MINUTE: '1000000',
  MESSAGES_PER_10S: '1000000',
  CONNECTIONS_PER_USER: '1000000',
}

export const hubbub: Target = {
  name: 'hubbub',

  async start({ redis, nodes, workersPerNode, env, isBehindProxy }) {
    const proxy = isBehindProxy ? { TRUST_PROXY: 'loopback' } : {}
    const started = await startNodes(nodes, async id => {
      const settings = { ...UNLIMITED, ...proxy, ...env }
      const cluster = await startCluster({ redis, node: id, workers: workersPerNode, env: settings })
      return { id, cluster, [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose]() }
    })
    return {
      nodes: started.map(({ id, cluster }) => ({ id, port: Number(new URL(cluster.url).port) })),
      pids: started.map(({ cluster }) => cluster.pid),
      async stop() {
        for (const { cluster } of started) await cluster.stop()
      },
      async [Symbol.asyncDispose]() {
        for (const node of started) await node[Symbol.asyncDispose]()
      },
    }
  },

  // People are members before they are measured, as nearly all are who connect to a chat, and know where they stand.
  async prepare(start, fleet, crew) {
    await using server = await start()
    const url = urlOf(server)
    const makers = await inParallel(Math.ceil(crew.rooms / ROOMS_PER_MAKER), AT_ONCE, () => guest(url))
    const makerOf = (room: number) => makers[room % makers.length]
    const roomIds = await inParallel(crew.rooms, makers.length, room => makeRoom(makerOf(room)))
    const people = await inParallel(crew.people, AT_ONCE, () => signInGuest(url))

    const entrances = (join: (roomId: RoomId) => object) =>
      people.map((person, index) => entrance(person, roomOf(index, roomIds), join))
    const newcomers = entrances(roomId => ({ roomId }))
    const entered = await fleet.order('connect', place => ({
      wire: 'hubbub',
      port: portOf(server),
      entrances: newcomers.filter((_, index) => index % fleet.size === place),
      concurrency: AT_ONCE / fleet.size,
      isBrief: true,
    }))
    const refused = entered.flatMap(answer => answer.refused)
    if (refused.length > 0) throw new Error(`${refused.length} could not become members: ${refused[0]}`)

    const positions = new Map<RoomId, Position>()
    await inParallel(crew.rooms, makers.length, async room => {
      const roomId = roomOf(room, roomIds)
      const page = await makerOf(room)?.join(roomId)
      if (page) positions.set(roomId, positionAt(page, -1))
    })
    for (const maker of makers) maker.close()
    return entrances(roomId => ({ roomId, position: positions.get(roomId) }))
  },
}

async function makeRoom(maker: WireClient | undefined): Promise<RoomId> {
  if (maker === undefined) throw new RangeError('nobody makes this room')
  return (await maker.ok('room:create', { name: someName('room') })).roomId
}

function roomOf(index: number, roomIds: readonly RoomId[]): RoomId {
  const roomId = roomIds[index % roomIds.length]
  if (roomId === undefined) throw new RangeError('there are no rooms')
  return roomId
}

function entrance({ cookie }: SignedIn, roomId: RoomId, join: (roomId: RoomId) => object): Entrance {
  return { cookie, room: roomId, join: JSON.stringify(join(roomId)) }
}

function portOf({ nodes }: Server): number {
  return nodes[0]?.port ?? 0
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${portOf(server)}`
}
