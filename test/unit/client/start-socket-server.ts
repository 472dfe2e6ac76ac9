import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type ChatError,
  type ClientToServerEvents,
  PROTOCOL_VERSION,
  parseUserId,
  type ServerToClientEvents,
  toFailure,
} from '@hubbub/shared'
import { Server, type Socket } from 'socket.io'

export type ServerSocket = Socket<ClientToServerEvents, ServerToClientEvents>

/** A Socket.IO server that welcomes everybody, on a free port of the loopback. */
export async function startSocketServer({ handshake }: { handshake?: () => ChatError | null } = {}) {
  const http = createServer()
  const io = new Server<ClientToServerEvents, ServerToClientEvents>(http, {
    transports: ['polling', 'websocket'],
    pingInterval: 300,
    pingTimeout: 200,
  })
  const sockets: ServerSocket[] = []

  io.use((socket, next) => {
    const refusal = handshake?.() ?? null
    if (refusal) return next(Object.assign(new Error(refusal.message), { data: toFailure(refusal) }))
    next(socket.handshake.auth.protocolVersion === PROTOCOL_VERSION ? undefined : new Error('no version'))
  })
  io.on('connection', socket => {
    sockets.push(socket)
    const user = { userId: parseUserId('u-ann'), name: 'Ann' }
    socket.emit('server:welcome', { user, node: 'n1', worker: `w${sockets.length}`, operator: false })
  })
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve))
  const { port } = http.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${port}`,
    http,
    io,
    /** All that ever connected, oldest first. */
    sockets,
    async [Symbol.asyncDispose]() {
      await io.close()
    },
  }
}
