import { ChatError } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { createChatClient } from '../../../packages/client/src/chat-client.js'
import { createMemoryOutbox } from '../../../packages/client/src/memory-outbox.js'
import { eventually } from '../../support/eventually.js'
import { ann, epoch, LOBBY, message, page, seq, seqsOf, standing } from './make.js'
import { type ServerSocket, startSocketServer } from './start-socket-server.js'

/** A client of a real Socket.IO server, stopped at the end of the test. */
function startClient(url: string, transports: ('polling' | 'websocket')[] = ['websocket', 'polling']) {
  const client = createChatClient({
    url,
    account: ann,
    storage: createMemoryOutbox(),
    transports,
    random: () => 0.1,
  })
  client.start()
  return {
    client,
    connection: () => client.getState().connection,
    [Symbol.dispose]: () => client.stop(),
  }
}

/** Makes a socket answer as a server with one room would. */
function serveLobby(socket: ServerSocket, held: { lastSeq: number }) {
  const room = {
    roomId: LOBBY,
    name: 'lobby',
    kind: 'public' as const,
    topic: '',
    memberCount: 1,
    createdAt: 0,
  }
  socket.on('rooms:list', (_request, ack) =>
    ack({ ok: true, value: { mine: [room], others: [], next: null } }),
  )
  socket.on('room:join', ({ position }, ack) =>
    ack({
      ok: true,
      value: {
        ...page((position?.seq ?? 0) + 1, held.lastSeq),
        room,
        resync: null,
        pins: [],
        readSeq: seq(0),
        presence: { count: 1, users: [ann] },
        ...standing,
      },
    }),
  )
}

test.each([['websocket'], ['polling']] as const)('a client connects over %s', async transport => {
  await using server = await startSocketServer()
  using started = startClient(server.url, [transport])
  await eventually(() =>
    expect(started.connection()).toEqual({ state: 'connected', node: 'n1', worker: 'w1' }),
  )
  expect(server.sockets[0]?.conn.transport.name).toBe(transport)
})

test('a client connects from the local address it was given', async () => {
  await using server = await startSocketServer()
  const from = { url: server.url, account: ann, storage: createMemoryOutbox(), localAddress: '127.0.0.9' }
  const client = createChatClient(from)
  client.start()
  await eventually(() => expect(server.sockets[0]?.conn.remoteAddress).toBe('127.0.0.9'))
  client.stop()
})

test('a client whose WebSocket is refused on the way connects over polling', async () => {
  await using server = await startSocketServer()
  server.http.prependListener('upgrade', (_request, socket) => socket.destroy())
  using started = startClient(server.url)
  await eventually(() => expect(started.connection().state).toBe('connected'))
  expect(server.sockets[0]?.conn.transport.name).toBe('polling')
})

test.each([
  ['unauthenticated', 'signed-out'],
  ['upgrade_required', 'outdated'],
] as const)('[H1] a handshake refused as %s over the wire makes the client %s', async (code, state) => {
  await using server = await startSocketServer({ handshake: () => new ChatError(code, 'No.') })
  using started = startClient(server.url)
  await eventually(() => expect(started.connection().state).toBe(state))
  expect(server.sockets).toEqual([])
})

test.each([
  ['disconnects', (socket: ServerSocket) => socket.disconnect()],
  ['cuts off', (socket: ServerSocket) => socket.conn.close()],
  // As after sleep or behind a dead network: the connection stands, and no more pings come.
  ['falls silent towards', (socket: ServerSocket) => (socket.conn.transport.send = () => {})],
] as const)('a client that the server %s comes back', async (_how, lose) => {
  await using server = await startSocketServer()
  using started = startClient(server.url)
  await eventually(() => expect(started.connection()).toMatchObject({ worker: 'w1' }))
  for (const socket of server.sockets) lose(socket)
  await eventually(() => expect(started.connection()).toMatchObject({ state: 'connected', worker: 'w2' }))
})

test('[J2] a client whose connection is cut shows what was written meanwhile', async () => {
  await using server = await startSocketServer()
  const held = { lastSeq: 3 }
  server.io.on('connection', socket => serveLobby(socket, held))
  using started = startClient(server.url)
  const shown = () => seqsOf(started.client.getState().rooms.get(LOBBY)?.timeline.entries ?? [])
  await eventually(() => expect(shown()).toEqual([1, 2, 3]))

  held.lastSeq = 6
  server.sockets[0]?.conn.close()
  await eventually(() => expect(shown()).toEqual([1, 2, 3, 4, 5, 6]))
})

test('[D1] a client told to move is on the new connection before the old one closes', async () => {
  await using server = await startSocketServer()
  server.io.on('connection', socket => serveLobby(socket, { lastSeq: 3 }))
  using started = startClient(server.url)
  const states = new Set<string>()
  await eventually(() => expect(started.client.getState().rooms.size).toBe(1))
  started.client.subscribe(() => states.add(started.connection().state))

  server.sockets[0]?.emit('server:draining', { moveInMs: 10 })
  await eventually(() => expect(started.connection()).toMatchObject({ worker: 'w2' }))
  await eventually(() => expect(server.sockets[0]?.connected).toBe(false))
  expect(server.sockets[1]?.connected).toBe(true)
  expect([...states]).toEqual(['connected'])
})

test('[S1] a client whose session is revoked closes its connection', async () => {
  await using server = await startSocketServer()
  using started = startClient(server.url)
  await eventually(() => expect(started.connection().state).toBe('connected'))
  server.sockets[0]?.emit('session:revoked')
  await eventually(() => expect(started.connection().state).toBe('signed-out'))
  await eventually(() => expect(server.sockets[0]?.connected).toBe(false))
})

test('a message is sent, acked and shown once over a real wire', async () => {
  await using server = await startSocketServer()
  server.io.on('connection', socket => {
    serveLobby(socket, { lastSeq: 3 })
    socket.on('message:send', ({ clientMessageId, text }, ack) => {
      const entry = message(4, { sender: ann, clientMessageId, text })
      ack({ ok: true, value: { ...entry, epoch: epoch('epoch-1'), duplicate: false } })
      socket.emit('room:entries', { roomId: LOBBY, epoch: epoch('epoch-1'), entries: [entry] })
    })
  })
  using started = startClient(server.url)
  const lobby = () => started.client.getState().rooms.get(LOBBY)
  await eventually(() => expect(lobby()).toBeDefined())
  started.client.send(LOBBY, 'hello')
  expect(lobby()?.outgoing).toMatchObject([{ text: 'hello', state: 'sending' }])
  await eventually(() => expect(lobby()?.timeline.entries.at(-1)).toMatchObject({ seq: 4, text: 'hello' }))
  await eventually(() => expect(lobby()?.outgoing).toEqual([]))
})
