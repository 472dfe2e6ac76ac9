// The chat as Socket.IO's own documentation builds it for several processes: node:cluster, @socket.io/sticky and
// @socket.io/redis-adapter, a room per chat room, `io.to(room).emit()` and an ack. What ours is compared with, in what it
// costs (test/bench) and in what it loses (test/chaos).
//   PORT, HOST, WORKERS, REDIS_URL; SESSION=1: express-session with connect-redis; LOG=1: INCR and XADD per message

import cluster from 'node:cluster'
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import { createAdapter } from '@socket.io/redis-adapter'
import { setupMaster, setupWorker } from '@socket.io/sticky'
import { RedisStore } from 'connect-redis'
import session from 'express-session'
import { Redis } from 'ioredis'
import { Server } from 'socket.io'

export interface TextbookMessage {
  room: string
  /** Made by the client; the same on each retry. */
  id: string
  text: string
}

const { PORT = '3000', HOST = '127.0.0.1', WORKERS = '2', REDIS_URL = 'redis://127.0.0.1:6379' } = process.env

if (cluster.isPrimary) startPrimary()
else startWorker()

function startPrimary(): void {
  const httpServer = createServer()
  setupMaster(httpServer, { loadBalancingMethod: 'least-connection' })
  cluster.setupPrimary({ serialization: 'advanced' })
  let ready = 0
  cluster.on('message', (_, message) => {
    if (message === 'ready' && ++ready === Number(WORKERS)) httpServer.listen(Number(PORT), HOST, told)
  })
  cluster.on('exit', () => cluster.fork())
  for (let count = 0; count < Number(WORKERS); count += 1) cluster.fork()

  function told(): void {
    const address = httpServer.address()
    console.log(`textbook on port ${typeof address === 'object' ? address?.port : PORT}`)
  }
}

function startWorker(): void {
  const publisher = new Redis(REDIS_URL)
  const subscriber = publisher.duplicate()
  // Without a listener an outage of Redis would end the process at once.
  for (const client of [publisher, subscriber]) client.on('error', () => undefined)

  const httpServer = createServer()
  const io = new Server(httpServer, { adapter: createAdapter(publisher, subscriber) })
  setupWorker(io)
  if (process.env.SESSION === '1') useSessions(io, publisher)

  io.on('connection', socket => {
    socket.on('join', (room: string, ack: (answer: string) => void) => {
      void socket.join(room)
      ack('ok')
    })
    socket.on('message', async (message: TextbookMessage, ack: (answer: string) => void) => {
      if (process.env.LOG === '1') await log(publisher, message)
      io.to(message.room).emit('message', { ...message, from: socket.id })
      ack('ok')
    })
  })
  process.send?.('ready')
}

async function log(redis: Redis, { room, id, text }: TextbookMessage): Promise<void> {
  const seq = await redis.incr(`textbook:seq:${room}`)
  // Not under the seq as its id: another worker's higher one may have come first, and Redis would refuse this one.
  await redis.xadd(`textbook:log:${room}`, 'MAXLEN', '~', 100_000, '*', 'seq', seq, 'id', id, 'text', text)
}

function useSessions(io: Server, client: Redis): void {
  const secret = createHash('sha256').update('textbook').digest('hex')
  io.engine.use(
    session({ store: new RedisStore({ client }), secret, resave: false, saveUninitialized: true }),
  )
}
