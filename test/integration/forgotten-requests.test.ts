// What a connection leaves in memory of the request that opened it.

import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type Account, parseUserId, SOCKET_PATH } from '@hubbub/shared'
import { MemoryStore } from 'express-session'
import { Adapter } from 'socket.io-adapter'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createSessions } from '../../apps/server/src/http/session.js'
import { acceptConnections } from '../../apps/server/src/socket/connection.js'
import { createIoServer } from '../../apps/server/src/socket/io-server.js'
import { eventually } from '../support/eventually.js'
import { startCluster } from '../support/start-cluster.js'
import { signInGuest } from '../support/wire-client.js'

const account: Account = { userId: parseUserId('ann'), name: 'ann', kind: 'guest' }

/** Socket.IO as a worker has it, for one who is signed in. */
async function startServer() {
  const httpServer = createServer()
  const sessions = createSessions({
    store: new MemoryStore(),
    secrets: ['secret'],
    maxAgeMs: 60_000,
    behindProxy: false,
    httpsOnly: false,
  })
  const requests: WeakRef<IncomingMessage>[] = []
  const io = createIoServer({
    httpServer,
    generateEngineId: () => `engine-${requests.length}`,
    gate: {
      isTrustedOrigin(request) {
        requests.push(new WeakRef(request))
        return true
      },
      loadSession: sessions.middleware,
      signedIn: () => ({ account, sessionId: 'session', generation: 0 }),
      isStillSignedIn: async () => true,
      sessionCookie: sessions.cookie,
    },
    isCutOff: () => false,
    connectionsPerUser: 100,
    adapter: Adapter,
  })
  acceptConnections({
    io,
    logger: { warn: () => undefined },
    feed: { follow: async () => undefined, unfollow: () => undefined, answered: () => undefined },
    presence: {
      enter: async () => ({ count: 0, users: [] }),
      look: () => ({ count: 0, users: [] }),
      leave: () => undefined,
      touched: () => undefined,
      allTouched: () => undefined,
      partTouched: () => undefined,
      restore: async () => undefined,
      announce: async () => undefined,
      rooms: () => 0,
    },
    told: { node: 'node', worker: '1' },
    mayOperate: () => false,
    rooms: { membersAmong: async () => [] },
    register: () => undefined,
  })
  httpServer.listen(0, '127.0.0.1')
  await once(httpServer, 'listening')
  const { port } = httpServer.address() as AddressInfo
  return {
    io,
    url: `ws://127.0.0.1:${port}${SOCKET_PATH}?EIO=4&transport=websocket`,
    /** How many of the requests there were are still in memory. */
    remembered: () => requests.filter(request => request.deref() !== undefined).length,
    asked: () => requests.length,
    [Symbol.asyncDispose]: () => io.close(),
  }
}

test('a WebSocket that stays does not keep the request that opened it, nor its session', async () => {
  setFlagsFromString('--expose-gc')
  const collectGarbage: () => void = runInNewContext('gc')
  await using server = await startServer()
  const clients = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const ws = new WebSocket(server.url)
      const welcomed = new Promise<void>(resolve =>
        ws.on('message', frame => String(frame).includes('server:welcome') && resolve()),
      )
      await once(ws, 'open')
      ws.send('40{"protocolVersion":1}')
      await welcomed
      return ws
    }),
  )
  expect(server.asked()).toBe(20)
  await eventually(() => {
    collectGarbage()
    // V8 may hold the one it worked on last.
    expect(server.remembered()).toBeLessThanOrEqual(1)
  })
  expect(server.io.of('/').sockets.size).toBe(20)
  for (const ws of clients) ws.terminate()
})

test('an upgrade renews the cookie of the session, as any other answer does', async () => {
  await using cluster = await startCluster({ workers: 1 })
  const { cookie } = await signInGuest(cluster.url)
  const url = `${cluster.url.replace('http', 'ws')}${SOCKET_PATH}?EIO=4&transport=websocket`
  const ws = new WebSocket(url, { headers: { cookie } })
  const [answer]: IncomingMessage[] = await once(ws, 'upgrade')
  const [renewed = ''] = answer?.headers['set-cookie'] ?? []
  expect(decodeURIComponent(renewed)).toContain(decodeURIComponent(cookie))
  expect(renewed).toMatch(/Expires=.*HttpOnly/)
  ws.terminate()
})
