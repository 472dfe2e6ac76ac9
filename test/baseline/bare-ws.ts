// The least that can fan out over several processes: node:cluster, a `ws` server in each worker, and one Redis channel
// that every worker hears. No sessions, no log, no fallback transport, no order across workers: a floor for what a
// message and a connection cost on this platform.
//   PORT, HOST, WORKERS, REDIS_URL
//   -> {"join": room}                    <- {"joined": room}
//   -> {"room": room, "id": 7, "text"}   <- {"ack": 7}, and to all in the room what was sent

import cluster from 'node:cluster'
import { createServer } from 'node:http'
import { Redis } from 'ioredis'
import { type WebSocket, WebSocketServer } from 'ws'

type Said = { join: string } | { room: string; id: number; text: string }

const CHANNEL = 'bare'
const { PORT = '3000', HOST = '127.0.0.1', WORKERS = '2', REDIS_URL = 'redis://127.0.0.1:6379' } = process.env

if (cluster.isPrimary) startPrimary()
else startWorker()

function startPrimary(): void {
  let ready = 0
  cluster.on('listening', (_, { port }) => {
    ready += 1
    if (ready === Number(WORKERS)) console.log(`bare-ws on port ${port}`)
  })
  for (let count = 0; count < Number(WORKERS); count += 1) cluster.fork()
}

function startWorker(): void {
  const publisher = new Redis(REDIS_URL)
  const subscriber = publisher.duplicate()
  const rooms = new Map<string, Set<WebSocket>>()

  subscriber.on('messageBuffer', (_: Buffer, message: Buffer) => {
    const end = message.indexOf(0)
    for (const member of rooms.get(message.toString('utf8', 0, end)) ?? []) {
      member.send(message.subarray(end + 1), { binary: false })
    }
  })

  const server = createServer()
  new WebSocketServer({ server, perMessageDeflate: false }).on('connection', socket => {
    let joined = ''
    socket.on('message', (data: Buffer) => {
      const said: Said = JSON.parse(data.toString())
      if ('join' in said) {
        joined = said.join
        join(joined, socket)
        return
      }
      void publisher.publish(CHANNEL, `${said.room}\0${data}`)
      socket.send(`{"ack":${said.id}}`)
    })
    socket.on('close', () => rooms.get(joined)?.delete(socket))
    // A connection that breaks is closed after this.
    socket.on('error', () => undefined)
  })

  function join(room: string, socket: WebSocket): void {
    const members = rooms.get(room) ?? new Set()
    rooms.set(room, members.add(socket))
    socket.send(`{"joined":"${room}"}`)
  }

  void subscriber.subscribe(CHANNEL).then(() => server.listen(Number(PORT), HOST))
}
