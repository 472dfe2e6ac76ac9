import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import {
  REQUEST_TIMES,
  serveOneRequestPerConnection,
} from '../../../apps/server/src/cluster/unlistened-server.js'

/** A server that is given its connections as a worker's is. @returns its port, and the end of the first connection */
async function startServer(listener: RequestListener, times: Partial<typeof REQUEST_TIMES>) {
  const server = createServer(listener)
  serveOneRequestPerConnection(server, { ...REQUEST_TIMES, ...times })
  const ended = new Promise<void>(resolve =>
    server.once('connection', socket => socket.once('close', () => resolve())),
  )
  const front = createTcpServer(socket => void server.emit('connection', socket))
  front.listen(0, '127.0.0.1')
  await once(front, 'listening')
  onTestFinished(() => {
    front.close()
    server.closeAllConnections()
  })
  return { server, ended, port: (front.address() as AddressInfo).port }
}

const BODY_THAT_NEVER_COMES = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n'

test('[H8] a request whose body does not come is ended', async () => {
  const { port } = await startServer(request => void request.resume(), { idleMs: 100 })
  const socket = connect(port, '127.0.0.1').resume()
  socket.write(BODY_THAT_NEVER_COMES)
  await once(socket, 'close')
})

test('[H8] a request whose body comes ever more slowly is ended', async () => {
  const { port } = await startServer(request => void request.resume(), { idleMs: 500, wholeMs: 1_000 })
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  socket.write(BODY_THAT_NEVER_COMES)
  const dripping = setInterval(() => void socket.write('x'), 50)
  onTestFinished(() => clearInterval(dripping))
  expect(String((await once(socket, 'data'))[0])).toMatch('HTTP/1.1 408 ')
})

test('[H8] a connection on which an answer is not taken is ended', async () => {
  const { port, ended } = await startServer(
    (_, response) => void response.write(Buffer.alloc(64 * 2 ** 20)),
    { idleMs: 100 },
  )
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  // It reads no more than fits into the buffers on the way.
  await ended
})

test('a WebSocket may be silent for longer than a request', async () => {
  const { server, port } = await startServer(() => undefined, { idleMs: 100, wholeMs: 100 })
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', socket => socket.on('message', text => socket.send(text)))
  const client = new WebSocket(`ws://127.0.0.1:${port}`)
  onTestFinished(() => client.terminate())
  await once(client, 'open')
  let isClosed = false
  client.once('close', () => {
    isClosed = true
  })
  // A request that began after it has been ended for its silence meanwhile.
  const socket = connect(port, '127.0.0.1').resume()
  socket.write(BODY_THAT_NEVER_COMES)
  await once(socket, 'close')
  client.send('still here')
  expect(String((await once(client, 'message'))[0])).toBe('still here')
  expect(isClosed).toBe(false)
})
