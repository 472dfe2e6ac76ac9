// The typed Socket.IO server and the checks before a socket is accepted. Always true:
//  - no request reaches the engine from a foreign origin, the first as little as the hundredth;
//  - an engine session id is of no use without the cookie session that opened it;
//  - no socket exists without a signed-in user.

import { type Server as HttpServer, type IncomingMessage, ServerResponse } from 'node:http'
import { ChatError, PACKET_MAX_BYTES, PROTOCOL_VERSION, SOCKET_PATH, toFailure } from '@hubbub/shared'
import { HandshakeSchema } from '@hubbub/shared/schemas'
import { Server, type ServerOptions } from 'socket.io'
import { Compile } from 'typebox/compile'
import { WebSocketServer } from 'ws'
import type { Session } from '../chat/ports.js'
import { type ChatServer, type ChatSocket, connectionsOf } from '../sockets.js'

/** The most that a silent client keeps a worker believing in it is the sum: 15 s. */
export const HEARTBEAT = { pingIntervalMs: 10_000, pingTimeoutMs: 5_000 }
/** For the packet that opens the namespace, after the transport stands. */
const CONNECT_TIMEOUT_MS = 10_000
/** Other nodes may serve at once; this one looks whether Redis is back that often. */
const RETRY_AFTER_SECONDS = 1

type EngineMiddleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void

export interface Gate {
  isTrustedOrigin(request: IncomingMessage): boolean
  /** Loads the cookie session; afterwards `signedIn` knows it. */
  loadSession: EngineMiddleware
  signedIn(request: IncomingMessage): Session | null
  /** Whether this session and its account still exist. @throws ChatError unavailable */
  isStillSignedIn(session: Session): Promise<boolean>
  /** The signed cookie value itself, without asking Redis; undefined when there is none. */
  sessionCookie(request: IncomingMessage): string | undefined
}

interface OpenedEngine {
  id: string
  request: IncomingMessage
  once(event: 'close', listener: () => void): void
  prependListener(event: 'data', listener: (this: OpenedEngine, data: unknown) => void): void
  close(): void
}

export function createIoServer(options: {
  httpServer: HttpServer
  generateEngineId: () => string
  gate: Gate
  /** Whether this worker has not reached Redis for a while, so that another node may serve people better. */
  isCutOff: () => boolean
  connectionsPerUser: number
  adapter: ServerOptions['adapter']
}): ChatServer {
  const { httpServer, generateEngineId, gate, isCutOff, connectionsPerUser, adapter } = options
  const io: ChatServer = new Server(httpServer, {
    path: SOCKET_PATH,
    adapter,
    serveClient: false,
    pingInterval: HEARTBEAT.pingIntervalMs,
    pingTimeout: HEARTBEAT.pingTimeoutMs,
    connectTimeout: CONNECT_TIMEOUT_MS,
    maxHttpBufferSize: PACKET_MAX_BYTES,
    perMessageDeflate: false,
    // Engine.IO holds on to an older ws, without its newer bounds on fragments and pings.
    wsEngine: WebSocketServer,
    httpCompression: false,
    destroyUpgradeTimeout: 1_000,
    // Upgrades of other paths are nobody's.
    destroyUpgrade: true,
  })
  io.engine.generateId = generateEngineId
  // The answer to an upgrade and the first packet.
  io.engine.on('initial_headers', (_: unknown, request: IncomingMessage) => joinWrites(request))

  /** Requests whose session could not be loaded, because Redis is away. */
  const sessionUnknown = new WeakSet<IncomingMessage>()
  const openedWith = new Map<string, string | undefined>()
  io.engine.on('connection', (engineSocket: OpenedEngine) => {
    engineSocket.prependListener('data', closeAtSecondHandshake)
    openedWith.set(engineSocket.id, gate.sessionCookie(engineSocket.request))
    engineSocket.once('close', () => openedWith.delete(engineSocket.id))
  })

  forgetUpgrades(io)
  io.engine.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
    if (!gate.isTrustedOrigin(request)) return refuse(request, response, 403)
    const [sid, another] = new URL(request.url ?? '/', 'http://engine').searchParams.getAll('sid')
    // The engine would go by the last one, the primary has gone by the first.
    if (another !== undefined) return refuse(request, response, 403)
    if (sid === undefined) {
      // A balancer takes this as a word to ask another node.
      if (isCutOff()) return refuse(request, response, 503)
      return loadSession(request, response, error => {
        if (!error) return next()
        if (request.headers.upgrade === undefined) return refuse(request, response, 503)
        // A browser tells nobody why an upgrade was refused: the answer to the next packet will.
        sessionUnknown.add(request)
        next()
      })
    }
    // A session once checked is swept on its own; here it is enough that the same one asks.
    if (openedWith.has(sid) && openedWith.get(sid) !== gate.sessionCookie(request)) {
      return refuse(request, response, 403)
    }
    next()
  })

  const isHandshake = Compile(HandshakeSchema)
  io.use((socket, next) => {
    const { request } = socket
    const { auth } = socket.handshake
    admit(socket, isHandshake.Check(auth) ? auth.protocolVersion : null).then(
      () => {
        // The answer to the handshake and the welcome.
        joinWrites(request)
        next()
      },
      error => {
        const refusal =
          error instanceof ChatError ? error : new ChatError('internal', 'Something went wrong.')
        next(Object.assign(new Error(refusal.message), { data: toFailure(refusal) }))
      },
    )
  })
  return io

  // What Engine.IO has for the answer to an upgrade lives as long as the connection, and so would all that
  // express-session fastens to it.
  function loadSession(request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) {
    if (request.headers.upgrade === undefined) return gate.loadSession(request, response, next)
    const standIn = new ServerResponse(request)
    gate.loadSession(request, standIn, error => {
      if (error) return next(error)
      // Now a cookie is renewed.
      standIn.writeHead(101)
      const cookie = standIn.getHeader('set-cookie')
      if (cookie !== undefined) response.setHeader('set-cookie', cookie)
      next()
    })
  }

  /** @throws ChatError when the socket may not be */
  async function admit(socket: ChatSocket, protocolVersion: number | null): Promise<void> {
    if (protocolVersion !== PROTOCOL_VERSION) {
      throw new ChatError('upgrade_required', 'This client speaks another version: please reload.')
    }
    if (sessionUnknown.has(socket.request)) {
      throw new ChatError('unavailable', 'The chat is not available right now.')
    }
    const session = gate.signedIn(socket.request)
    // The engine's handshake may have been a while ago.
    if (session === null || !(await gate.isStillSignedIn(session))) {
      throw new ChatError('unauthenticated', 'Please sign in.')
    }
    const { userId, name } = session.account
    const held = io.of('/').adapter.rooms.get(connectionsOf(userId))?.size ?? 0
    if (held >= connectionsPerUser) throw new ChatError('too_many_connections', 'Too many open connections.')
    // At once, so that it counts for the next one that asks.
    socket.join(connectionsOf(userId))
    Object.assign(socket.data, { ...session, user: { userId, name } })
  }
}

/** A connection lives for hours: the request that opened it, with its headers and its session, must not. */
function forgetUpgrades(io: ChatServer): void {
  const answers = new WeakMap<IncomingMessage, ServerResponse>()
  io.engine.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
    if (request.headers.upgrade !== undefined) answers.set(request, response)
    next()
  })
  // The last that Engine.IO asks of it.
  io.engine.on('headers', (_: unknown, request: IncomingMessage) => {
    const answer = answers.get(request)
    if (answer) Object.assign(answer, { req: null })
  })
}

/** A packet of Socket.IO that opens the namespace `/`, the only one there is. */
const CONNECT = /^0(?!\/[^,])/
const introduced = new WeakSet<object>()

/** Before Socket.IO sees it, which would make a socket at once for every handshake in a packet of thousands. */
function closeAtSecondHandshake(this: OpenedEngine, data: unknown): void {
  if (typeof data !== 'string' || !CONNECT.test(data)) return
  if (introduced.has(this)) this.close()
  introduced.add(this)
}

/** What is written to the connection within this turn of the event loop leaves in one piece. */
function joinWrites({ socket }: IncomingMessage): void {
  socket.cork()
  setImmediate(() => socket.uncork())
}

// An upgrade has no response to write to, only the bare connection.
function refuse(request: IncomingMessage, response: ServerResponse, status: 403 | 503): void {
  const reason = status === 403 ? 'Forbidden' : 'Service Unavailable'
  const later = status === 503 ? { 'Retry-After': String(RETRY_AFTER_SECONDS) } : {}
  const headers = { ...later, Connection: 'close', 'Content-Length': '0' }
  if (request.headers.upgrade === undefined) response.writeHead(status, headers).end()
  else {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    request.socket.end(`HTTP/1.1 ${status} ${reason}\r\n${lines.join('')}\r\n`)
  }
}
