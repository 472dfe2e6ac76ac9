// Heartbeats in groups: for a client the same as those of Engine.IO, which keeps the connections that are not plain
// WebSockets.

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SOCKET_PATH } from '@hubbub/shared'
import { Server } from 'socket.io'
import { expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { lineTo, textFrame, writeStraight } from '../../apps/server/src/feed/frame-writer.js'
import { startHeartbeats } from '../../apps/server/src/feed/heartbeats.js'
import type { ChatServer } from '../../apps/server/src/sockets.js'
import { eventually } from '../support/eventually.js'

const PING_INTERVAL_MS = 400
const PING_TIMEOUT_MS = 300
/** One group, and what a busy machine adds. */
const LATE_MS = 1_000
/** A client that reads late has less time left, as far as it can see. */
const EARLY_MS = 200

async function startServer(now = () => performance.now()) {
  const httpServer = createServer()
  const io: ChatServer = new Server(httpServer, {
    path: SOCKET_PATH,
    pingInterval: PING_INTERVAL_MS,
    pingTimeout: PING_TIMEOUT_MS,
    perMessageDeflate: false,
    wsEngine: WebSocketServer,
  })
  const heartbeats = startHeartbeats(
    io,
    { pingIntervalMs: PING_INTERVAL_MS, pingTimeoutMs: PING_TIMEOUT_MS },
    now,
  )
  const engines: object[] = []
  io.engine.on('connection', (engine: object) => void engines.push(engine))
  let written = 0
  io.engine.on('flush', () => {
    written += 1
  })
  httpServer.listen(0, '127.0.0.1')
  await once(httpServer, 'listening')
  const { port } = httpServer.address() as AddressInfo
  return {
    host: `127.0.0.1:${port}`,
    io,
    engines,
    /** How often Engine.IO itself has written. */
    flushes: () => written,
    connections: () => io.engine.clientsCount,
    async [Symbol.asyncDispose]() {
      heartbeats.stop()
      await io.close()
    },
  }
}

/** A WebSocket that notes when it was pinged. */
async function open(host: string, options: { answers: boolean }) {
  const ws = new WebSocket(`ws://${host}${SOCKET_PATH}?EIO=4&transport=websocket`)
  const pingedAt: number[] = []
  let closedAt: number | null = null
  ws.on('message', frame => {
    if (String(frame) !== '2') return
    pingedAt.push(performance.now())
    if (options.answers) ws.send('3')
  })
  ws.on('close', () => {
    closedAt = performance.now()
  })
  await once(ws, 'open')
  ws.send('40')
  return { ws, openedAt: performance.now(), pingedAt, closedAt: () => closedAt }
}

test('who answers is pinged at the end of each interval and stays, without Engine.IO writing anything', async () => {
  await using server = await startServer()
  const { ws, openedAt, pingedAt } = await open(server.host, { answers: true })
  await eventually(() => expect(server.flushes()).toBe(2))
  await eventually(() => expect(pingedAt.length).toBe(4))
  for (const [index, at] of pingedAt.entries()) {
    const since = at - (pingedAt[index - 1] ?? openedAt)
    expect(since).toBeGreaterThan(PING_INTERVAL_MS - EARLY_MS)
    expect(since).toBeLessThan(PING_INTERVAL_MS + LATE_MS)
  }
  expect(server.flushes()).toBe(2)
  expect(server.connections()).toBe(1)
  ws.terminate()
})

test('who does not answer a ping is cut off when the time for it is over, and not before', async () => {
  await using server = await startServer()
  const { pingedAt, closedAt } = await open(server.host, { answers: false })
  const closed = await eventually(() => {
    const at = closedAt()
    if (at === null) throw new Error('still open')
    return at
  })
  const [firstPing = Number.NaN] = pingedAt
  expect(pingedAt.length).toBe(1)
  expect(closed - firstPing).toBeGreaterThan(PING_TIMEOUT_MS - EARLY_MS)
  expect(closed - firstPing).toBeLessThan(PING_TIMEOUT_MS + LATE_MS)
  expect(server.connections()).toBe(0)
})

test('what has arrived while the process stood still counts as an answer', async () => {
  await using server = await startServer()
  const { ws, pingedAt } = await open(server.host, { answers: true })
  const engine = server.engines[0]
  // This process is the client as well: it writes its answer in the turn in which the server stops.
  await eventually(() => expect(pingedAt.length).toBe(1))
  await new Promise<void>(resolve =>
    ws.once('message', () => {
      ws.send('3')
      setImmediate(() => {
        const until = performance.now() + PING_INTERVAL_MS + PING_TIMEOUT_MS
        while (performance.now() < until);
        resolve()
      })
    }),
  )
  await eventually(() => expect(pingedAt.length).toBe(4))
  expect(server.engines).toEqual([engine])
  expect(server.connections()).toBe(1)
  ws.terminate()
})

test('what a connection is told towards the end of the interval takes the ping along, once', async () => {
  let nowMs = 0
  await using server = await startServer(() => nowMs)
  const { ws, pingedAt } = await open(server.host, { answers: true })
  await eventually(() => expect(server.flushes()).toBe(2))
  const line = lineTo(server.engines[0] ?? {})
  const heard: string[] = []
  ws.on('message', frame => {
    // The answer to its first word may be on its way yet.
    if (!String(frame).startsWith('40')) heard.push(String(frame))
  })
  const tell = (text: string) => expect(writeStraight(line, textFrame(text))).toBe(true)

  nowMs = PING_INTERVAL_MS * 0.7 - 1
  tell('42["early"]')
  nowMs += 1
  tell('42["late"]')
  tell('42["later"]')
  await eventually(() => expect(heard).toHaveLength(4))
  expect(heard).toEqual(['42["early"]', '42["late"]', '2', '42["later"]'])
  // Its interval has begun anew.
  nowMs += PING_INTERVAL_MS * 0.7 - 1
  tell('42["early again"]')
  await eventually(() => expect(heard.at(-1)).toBe('42["early again"]'))
  nowMs += PING_INTERVAL_MS
  await eventually(() => expect(pingedAt.length).toBe(2))
  expect(server.connections()).toBe(1)
  ws.terminate()
})

test('a ping that went along keeps no other from being pinged in time', async () => {
  let nowMs = 0
  await using server = await startServer(() => nowMs)
  const told = await open(server.host, { answers: true })
  const other = await open(server.host, { answers: false })
  await eventually(() => expect(server.flushes()).toBe(4))
  nowMs = PING_INTERVAL_MS * 0.7
  writeStraight(lineTo(server.engines[0] ?? {}), textFrame('42["told"]'))
  await eventually(() => expect(told.pingedAt.length).toBe(1))
  expect(other.pingedAt).toEqual([])
  nowMs = PING_INTERVAL_MS
  await eventually(() => expect(other.pingedAt.length).toBe(1))
  nowMs += PING_TIMEOUT_MS
  await eventually(() => expect(other.closedAt()).not.toBe(null))
  expect(told.closedAt()).toBe(null)
  told.ws.terminate()
})

test('a ping does not go along with a frame that takes a while', async () => {
  let nowMs = 0
  await using server = await startServer(() => nowMs)
  const { ws, pingedAt } = await open(server.host, { answers: true })
  await eventually(() => expect(server.flushes()).toBe(2))
  const heard: number[] = []
  ws.on('message', frame => void heard.push(String(frame).length))
  nowMs = PING_INTERVAL_MS * 0.7
  const long = `42["${'x'.repeat(10_000)}"]`
  expect(writeStraight(lineTo(server.engines[0] ?? {}), textFrame(long))).toBe(true)
  await eventually(() => expect(heard).toContain(long.length))
  expect(pingedAt).toEqual([])
  nowMs = PING_INTERVAL_MS
  await eventually(() => expect(pingedAt.length).toBe(1))
  ws.terminate()
})

test('who does not answer a ping that went along is cut off as well', async () => {
  let nowMs = 0
  await using server = await startServer(() => nowMs)
  const { pingedAt, closedAt } = await open(server.host, { answers: false })
  await eventually(() => expect(server.flushes()).toBe(2))
  nowMs = PING_INTERVAL_MS * 0.7
  writeStraight(lineTo(server.engines[0] ?? {}), textFrame('42["told"]'))
  await eventually(() => expect(pingedAt.length).toBe(1))
  expect(closedAt()).toBe(null)
  nowMs += PING_TIMEOUT_MS
  await eventually(() => expect(closedAt()).not.toBe(null))
  expect(server.connections()).toBe(0)
})

test('a ping waits its turn behind what a connection has not taken yet', async () => {
  await using server = await startServer()
  const { ws, pingedAt } = await open(server.host, { answers: true })
  await eventually(() => expect(server.flushes()).toBe(2))
  const [engine] = server.engines
  const socket = engine && lineTo(engine).straight?.tcp
  if (!socket) throw new Error('no straight line to the connection')
  socket.cork()
  server.io.emit('session:revoked')
  await eventually(() => expect(server.flushes()).toBe(3))
  const order: string[] = []
  ws.on('message', frame => void order.push(String(frame)))
  await eventually(() => expect(Reflect.get(engine, 'writeBuffer')).toHaveLength(1))
  socket.uncork()
  await eventually(() => expect(pingedAt.length).toBeGreaterThan(0))
  expect(order.slice(0, 2)).toEqual(['42["session:revoked"]', '2'])
  ws.terminate()
})

test('a connection that polls is pinged by Engine.IO as ever', async () => {
  await using server = await startServer()
  const url = `http://${server.host}${SOCKET_PATH}?EIO=4&transport=polling`
  const opened = await (await fetch(url)).text()
  const { sid } = JSON.parse(opened.slice(1))
  const polled = await (await fetch(`${url}&sid=${sid}`)).text()
  expect(polled).toBe('2')
})
