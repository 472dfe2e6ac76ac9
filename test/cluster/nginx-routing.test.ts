// Two nodes behind the real nginx: whatever the way in and the transport, each connection stays with its worker, and
// by session id the load spreads also when all come from one address.

import { Agent } from 'node:http'
import { LOBBY, PROTOCOL_VERSION } from '@hubbub/shared'
import { io } from 'socket.io-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../support/eventually.js'
import { startNginx } from '../support/start-nginx.js'
import { type Nodes, startNodes } from '../support/start-nodes.js'
import { connect, newKey, type SignedIn, signInGuest } from '../support/wire-client.js'

let nodes: Nodes
beforeAll(async () => {
  nodes = await startNodes()
})
afterAll(() => nodes[Symbol.asyncDispose]())

const TRANSPORTS = {
  polling: ['polling'],
  websocket: ['websocket'],
  upgrade: ['polling', 'websocket'],
}
const CLIENTS = 8
const COMMANDS = 5

/** Connects and commands; throws when anything goes wrong in between. Leaves the connection open. */
async function converse(url: string, { cookie }: SignedIn, transports: string[], agent: Agent) {
  const options = {
    forceNew: true,
    reconnection: false,
    transports,
    extraHeaders: { cookie },
    auth: { protocolVersion: PROTOCOL_VERSION },
  }
  // Only the library's Node side takes it; its types do not know it.
  Reflect.set(options, 'agent', agent)
  const socket = io(url, options)
  const failures: string[] = []
  socket.on('disconnect', reason => void failures.push(reason))
  await new Promise<void>((resolve, reject) => {
    socket.once('server:welcome', () => resolve())
    socket.once('connect_error', reject)
  })
  const last = transports.at(-1)
  await eventually(() => expect(socket.io.engine.transport.name).toBe(last))
  for (let n = 0; n < COMMANDS; n += 1) {
    const answer = await socket.timeout(5_000).emitWithAck('room:join', { roomId: LOBBY })
    expect(answer).toMatchObject({ ok: true })
  }
  expect(failures).toEqual([])
  return socket
}

const WAYS = {
  direct: null,
  'nginx ip_hash': 'ip-hash',
  'nginx by sid': 'by-sid',
} as const

for (const [way, balance] of Object.entries(WAYS)) {
  test(`[H3] every request of a connection reaches its worker: ${way}, by polling, WebSocket and upgrade, with and without keep-alive`, async () => {
    const ann = await signInGuest(nodes.list[0]?.url ?? '')
    for (const transports of Object.values(TRANSPORTS)) {
      for (const keepAlive of [true, false]) {
        await using nginx = balance ? await startNginx({ nodes: nodes.list, balance }) : null
        const url = nginx?.url ?? nodes.list[0]?.url ?? ''
        // One for all, so that with keep-alive a connection serves the requests of many sessions in turn.
        const agent = new Agent({ keepAlive })
        const talks = Array.from({ length: CLIENTS }, () => converse(url, ann, transports, agent))
        const sockets = await Promise.all(talks)
        // What comes later belongs to the good-bye: a polling client lets go of one request and sends another.
        const log = (await nginx?.accessLog()) ?? ''
        for (const socket of sockets) socket.disconnect()
        agent.destroy()
        expect(log.split('\n').filter(line => /" [45]\d\d /.test(line))).toEqual([])
      }
    }
    expect(await nodes.misroutes()).toBe(0)
  })
}

test('400 clients from one address: by session id each of two nodes serves at least 40 %, by ip_hash one serves all', async () => {
  await using bySid = await startNginx({ nodes: nodes.list, balance: 'by-sid' })
  await using byAddress = await startNginx({ nodes: nodes.list, balance: 'ip-hash' })
  const ann = await signInGuest(bySid.url)

  async function share(url: string, count: number) {
    const served = new Map<string, number>()
    const clients = []
    for (let done = 0; done < count; done += 20) {
      const batch = await Promise.all(Array.from({ length: 20 }, () => connect(url, ann)))
      clients.push(...batch)
    }
    for (const { welcome } of clients) served.set(welcome.node, (served.get(welcome.node) ?? 0) + 1)
    for (const client of clients) client.close()
    return [...served.values()].sort((a, b) => a - b).map(clientsServed => clientsServed / count)
  }

  const shares = await share(bySid.url, 400)
  console.log(`shares of two nodes in 400 clients of one address, by session id: ${shares}`)
  expect(shares).toHaveLength(2)
  expect(shares[0]).toBeGreaterThanOrEqual(0.4)
  expect(await share(byAddress.url, 40)).toEqual([1])
})

test('by ip_hash people of many networks are spread over the nodes', async () => {
  await using nginx = await startNginx({
    nodes: nodes.list,
    balance: 'ip-hash',
    clientAddress: 'behind-balancer',
  })
  const ann = await signInGuest(nginx.url)
  const served = new Set<string>()
  for (let network = 1; network <= 32; network += 1) {
    using client = await connect(nginx.url, ann, {
      headers: { 'x-forwarded-for': `203.0.${network}.7` },
    })
    served.add(client.welcome.node)
  }
  expect([...served].sort()).toEqual(['node-a', 'node-b'])
})

test('people on two nodes hear each other, and a message sent again through another node stands in the log once', async () => {
  await using nginx = await startNginx({ nodes: nodes.list, balance: 'by-sid' })
  const ann = await signInGuest(nginx.url)
  using here = await connect(nginx.url, ann)
  const there = await eventually(async () => {
    const client = await connect(nginx.url, ann)
    if (client.welcome.node !== here.welcome.node) return client
    client.close()
    throw new Error('the same node')
  })
  using _there = there
  const roomId = await here.newRoom()
  await there.join(roomId)
  const key = newKey()
  const receipt = await here.send(roomId, 'across', key)
  expect(await there.send(roomId, 'across', key)).toEqual({ ...receipt, duplicate: true })
  await eventually(() => expect(there.texts(roomId)).toEqual(['across']))
})
