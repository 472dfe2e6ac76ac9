// Frames written straight to TCP sockets: the same bytes as the public path puts there, in the same order, with the same
// bound on what waits.

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Epoch, parseRoomId, type RoomEntries, SOCKET_PATH } from '@hubbub/shared'
import { Server } from 'socket.io'
import { io as connectClient } from 'socket.io-client'
import { expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { createSlowReaderCheck, UNSENT_MAX_BYTES } from '../../apps/server/src/feed/slow-readers.js'
import { createTellFollowers } from '../../apps/server/src/feed/tell-followers.js'
import { type ChatServer, followersOf } from '../../apps/server/src/sockets.js'
import { eventually } from '../support/eventually.js'
import { seededRandom } from '../support/seeded-random.js'

const ROOM = parseRoomId('room')

/** Socket.IO as a worker has it; everybody who connects follows ROOM. */
async function startServer() {
  const httpServer = createServer()
  const io: ChatServer = new Server(httpServer, {
    path: SOCKET_PATH,
    perMessageDeflate: false,
    wsEngine: WebSocketServer,
  })
  let flushes = 0
  io.engine.on('flush', () => {
    flushes += 1
  })
  io.on('connection', socket => void socket.join(followersOf(ROOM)))
  httpServer.listen(0, '127.0.0.1')
  await once(httpServer, 'listening')
  const { port } = httpServer.address() as AddressInfo
  return {
    io,
    url: `http://127.0.0.1:${port}`,
    tellFollowers: createTellFollowers(io),
    /** How often Engine.IO itself has written. */
    flushes: () => flushes,
    followers: () => io.of('/').adapter.rooms.get(followersOf(ROOM))?.size ?? 0,
    async [Symbol.asyncDispose]() {
      await io.close()
    },
  }
}

/** A WebSocket that follows ROOM and keeps each byte it gets. */
async function openTapped(url: string) {
  const ws = new WebSocket(`${url.replace('http', 'ws')}${SOCKET_PATH}?EIO=4&transport=websocket`)
  let bytes = Buffer.alloc(0)
  ws.once('upgrade', ({ socket }) => {
    socket.prependListener('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk])
    })
  })
  await once(ws, 'open')
  ws.send('40')
  return {
    ws,
    /** What came since the last call, once it is `count` bytes. */
    async take(count: number): Promise<Buffer> {
      await eventually(() => expect(bytes.length).toBeGreaterThanOrEqual(count))
      const taken = bytes
      bytes = Buffer.alloc(0)
      return taken
    },
  }
}

function fact(text: string): RoomEntries {
  return { roomId: ROOM, epoch: text as Epoch, entries: [] }
}

function numberOf({ epoch }: RoomEntries): number {
  return Number(epoch.split(' ')[0])
}

test.each([
  ['a short fact', fact('')],
  ['the longest with a short length', fact('x'.repeat(76))],
  ['one byte more', fact('x'.repeat(77))],
  ['letters of more than one byte', fact('ü€🎉'.repeat(30))],
  ['the longest with a length of 16 bits', fact('x'.repeat(65_486))],
  ['one byte more than that', fact('x'.repeat(65_487))],
  ['a large fact', fact('é'.repeat(100_000))],
])('the straight way puts the same bytes on the wire as the public one: %s', async (_, told) => {
  await using server = await startServer()
  const { ws, take } = await openTapped(server.url)
  await eventually(() => expect(server.followers()).toBe(1))
  await eventually(() => expect(server.flushes()).toBe(2))
  await take(100)

  server.io.local.to(followersOf(ROOM)).emit('room:entries', told)
  const bytes = await take(JSON.stringify(told).length)
  await eventually(() => expect(server.flushes()).toBe(3))
  expect(server.tellFollowers('room:entries', told)).toBe(1)
  expect((await take(bytes.length)).equals(bytes)).toBe(true)
  expect(server.flushes()).toBe(3)
  ws.terminate()
})

test('[M7] the order stays when facts take both ways to readers who poll, upgrade, stop and go on', async () => {
  const random = seededRandom('straight-frames')
  await using server = await startServer()
  const told: { numbers: number[]; close: () => void }[] = []
  for (const transports of [['websocket'], ['polling'], ['polling', 'websocket']]) {
    const client = connectClient(server.url, { transports, forceNew: true })
    const numbers: number[] = []
    client.on('room:entries', (batch: RoomEntries) => void numbers.push(numberOf(batch)))
    told.push({ numbers, close: () => client.close() })
  }
  const { ws } = await openTapped(server.url)
  const rawNumbers: number[] = []
  ws.on('message', frame => {
    const text = String(frame)
    if (text.startsWith('42')) rawNumbers.push(numberOf(JSON.parse(text.slice(2))[1]))
  })
  await eventually(() => expect(server.followers()).toBe(4))

  let next = 0
  for (let turn = 0; turn < 300; turn += 1) {
    if (random.next() < 0.05) ws.pause()
    if (random.next() < 0.1) ws.resume()
    for (let count = random.integer(0, 4); count > 0; count -= 1) {
      const batch = fact(`${next} ${'x'.repeat(random.integer(0, 20_000))}`)
      next += 1
      if (random.next() < 0.5) server.tellFollowers('room:entries', batch)
      else server.io.local.to(followersOf(ROOM)).emit('room:entries', batch)
    }
    await new Promise(resolve => (random.next() < 0.5 ? setImmediate(resolve) : setTimeout(resolve, 1)))
  }
  ws.resume()

  const all = Array.from({ length: next }, (_, index) => index)
  await eventually(
    () => {
      for (const { numbers } of told) expect(numbers.at(-1)).toBe(next - 1)
      expect(rawNumbers.at(-1)).toBe(next - 1)
    },
    { withinMs: 20_000 },
  )
  for (const { numbers } of told) expect(numbers).toEqual(all)
  expect(rawNumbers).toEqual(all)
  for (const { close } of told) close()
  ws.terminate()
})

test('[M9] what waits for a reader who stopped is seen, whichever way it went, and is bounded', async () => {
  await using server = await startServer()
  const { ws } = await openTapped(server.url)
  await eventually(() => expect(server.followers()).toBe(1))
  ws.pause()
  const [reader] = server.io.of('/').sockets.values()
  if (reader === undefined) throw new Error('nobody reads')
  const tooMuch = createSlowReaderCheck(() => performance.now())

  const batch = fact('x'.repeat(8_000))
  let waits: number | null = null
  for (let written = 0; waits === null && written < 5_000; written += 1) {
    server.tellFollowers('room:entries', batch)
    waits = tooMuch(reader)
    if (written % 20 === 0) await new Promise(setImmediate)
  }
  expect(waits).toBeGreaterThan(UNSENT_MAX_BYTES)
  expect(waits).toBeLessThan(UNSENT_MAX_BYTES + 3 * 8_200)
  ws.terminate()
})
