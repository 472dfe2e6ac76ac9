import { expect, test } from 'vitest'
import { createConnection } from '../../../packages/client/src/connection.js'
import type { Link } from '../../../packages/client/src/link.js'
import { createFakeClock, settled } from './fake-clock.js'
import { createFakeLinks } from './fake-links.js'
import { ann, bob } from './make.js'

/** @param random what every throw of the dice gives */
function startConnection(random = 0.5) {
  const observed: string[] = []
  const clock = createFakeClock()
  const links = createFakeLinks(clock)
  /** Joins under way, oldest first: who calls `done` says that all rooms are joined. */
  const joins: { link: Link; done: () => void }[] = []

  const connection = createConnection({
    userId: ann.userId,
    openLink: links.openLink,
    transports: ['websocket', 'polling'],
    clock,
    random: () => random,
    facts: {
      'room:entries': () => {},
      'room:resync': () => {},
      'rooms:changed': () => {},
      'presence:changed': () => {},
      'typing:changed': () => {},
      'read:marked': () => {},
      'notify:changed': () => {},
    },
    joinRooms: link => new Promise(done => joins.push({ link, done })),
    statusChanged: () => {},
    observer: {
      connected: ({ worker }) => observed.push(`connected to ${worker}`),
      disconnected: (end, wasOpen) => observed.push(`${end.kind}${wasOpen ? '' : ' before it opened'}`),
    },
  })
  const state = () => connection.status().state

  /** Starts, and lets the first link open. */
  async function connected() {
    connection.start()
    await clock.advance(0)
    links.newest().welcome()
    await clock.advance(10_000)
  }

  return { clock, links, joins, connection, state, connected, observed }
}

test('the first connection shows the node and worker that serve it', async () => {
  const { connection, connected, state } = startConnection()
  expect(state()).toBe('connecting')
  await connected()
  expect(connection.status()).toEqual({ state: 'connected', node: 'n1', worker: 'w1' })
})

test('[S2] when somebody else has signed in meanwhile, nothing is asked for under their name', async () => {
  const { links, joins, connected, clock, state, observed } = startConnection()
  await connected()
  const before = { joins: joins.length, observed: observed.length }
  links.newest().end()
  await clock.advance(1_000)
  links.newest().welcome('w1', bob.userId)
  expect(state()).toBe('signed-out')
  expect(links.newest().hasEnded()).toBe(true)
  await clock.advance(60_000)
  expect(joins).toHaveLength(before.joins)
  expect(observed.filter(line => line.startsWith('connected'))).toHaveLength(1)
})

test('after a loss the first attempt comes at a random moment within half a second', async () => {
  const { links, connected, clock, connection } = startConnection(0.9)
  await connected()
  links.newest().end()
  expect(connection.status()).toEqual({ state: 'reconnecting', attempt: 1 })

  await clock.advance(449)
  expect(links.all).toHaveLength(1)
  await clock.advance(1)
  expect(links.all).toHaveLength(2)
})

test('further attempts come ever more slowly, up to 10 s apart', async () => {
  const { links, connected, clock } = startConnection(0)
  await connected()
  links.newest().end()

  const waits: number[] = []
  for (let attempt = 0; attempt < 8; attempt++) {
    const startedAt = clock.now()
    const before = links.all.length
    while (links.all.length === before) await clock.advance(100)
    waits.push(clock.now() - startedAt)
    links.newest().end()
  }
  expect(waits).toEqual([100, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000])
})

test('a worker that takes connections only to drop them is not hammered', async () => {
  const { links, connected, clock } = startConnection(0)
  await connected()
  for (let round = 0; round < 5; round++) {
    links.newest().end()
    await clock.advance(10_000)
    links.newest().welcome()
  }
  links.newest().end()
  const before = links.all.length
  await clock.advance(5_000)
  expect(links.all).toHaveLength(before)
})

test('[S1] a client whose session was revoked says so and does not come back', async () => {
  const { links, connected, clock, state } = startConnection()
  await connected()
  links.newest().tell('session:revoked')
  expect(state()).toBe('signed-out')
  expect(links.newest().hasEnded()).toBe(true)
  await clock.advance(60_000)
  expect(links.all).toHaveLength(1)
})

test.each([
  ['unauthenticated', 'signed-out'],
  ['upgrade_required', 'outdated'],
] as const)('[H1] a handshake refused as %s makes the client %s for good', async (code, expected) => {
  const { connection, links, clock, state } = startConnection()
  connection.start()
  await clock.advance(0)
  links.newest().refuse(code)
  expect(state()).toBe(expected)
  await clock.advance(60_000)
  expect(links.all).toHaveLength(1)
})

test('[H6] a client that is one connection too many says so, and goes on trying, slowly', async () => {
  const { connection, links, clock, state } = startConnection(0)
  connection.start()
  await clock.advance(0)
  links.newest().refuse('too_many_connections')
  expect(connection.status()).toEqual({ state: 'refused', code: 'too_many_connections' })
  await clock.advance(9_999)
  expect(links.all).toHaveLength(1)
  await clock.advance(1)
  links.newest().welcome()
  expect(state()).toBe('connected')
})

test('a refused handshake is tried again no sooner than the server asks', async () => {
  const { connection, links, clock } = startConnection(0)
  connection.start()
  await clock.advance(0)
  links.newest().refuse('overloaded', 4_000)
  await clock.advance(3_999)
  expect(links.all).toHaveLength(1)
  await clock.advance(1)
  expect(links.all).toHaveLength(2)
})

test('a server that takes the connection and never says a word is given up, and the other transport goes first', async () => {
  const { connection, links, clock } = startConnection()
  connection.start()
  await clock.advance(0)
  expect(links.newest().transports).toEqual(['websocket', 'polling'])
  await clock.advance(12_000)
  expect(links.all[0]?.hasEnded()).toBe(true)
  expect(links.newest().transports).toEqual(['polling', 'websocket'])
})

test('a machine that goes offline is tried all the same, and at once when it is back', async () => {
  const { connection, links, clock, connected, state } = startConnection()
  await connected()
  connection.setOnline(false)
  expect(state()).toBe('offline')
  expect(links.newest().hasEnded()).toBe(true)
  await clock.advance(0)
  for (let attempt = 0; attempt < 5; attempt += 1) {
    links.newest().end()
    expect(state()).toBe('offline')
    await clock.advance(10_000)
  }
  expect(links.all).toHaveLength(7)
  links.newest().end()

  connection.setOnline(true)
  expect(state()).toBe('reconnecting')
  await clock.advance(0)
  expect(links.all).toHaveLength(8)
})

test('a server on the very machine that says it is offline is found', async () => {
  const { connection, links, clock, state } = startConnection()
  connection.setOnline(false)
  connection.start()
  await clock.advance(0)
  links.newest().welcome()
  expect(state()).toBe('connected')
})

test('a stopped client closes its connection, and can be started again', async () => {
  const { connection, links, clock, connected, state } = startConnection()
  await connected()
  connection.stop()
  expect(state()).toBe('stopped')
  expect(links.newest().hasEnded()).toBe(true)
  await clock.advance(60_000)
  expect(links.all).toHaveLength(1)

  await connected()
  expect(state()).toBe('connected')
})

test('[D1] a client of a draining worker opens the new connection before it leaves the old one', async () => {
  const { connection, links, joins, clock, connected, state } = startConnection()
  await connected()
  const [old] = links.all
  joins[0]?.done()
  old?.tell('server:draining', { moveInMs: 3_000 })

  await clock.advance(2_999)
  expect(links.all).toHaveLength(1)
  await clock.advance(1)
  expect(state()).toBe('connected')
  links.newest().welcome('w2')
  expect(connection.status()).toMatchObject({ state: 'connected', worker: 'w2' })

  await settled()
  expect(joins[1]?.link).toBe(links.newest().link)
  expect(old?.hasEnded()).toBe(false)
  joins[1]?.done()
  await settled()
  expect(old?.hasEnded()).toBe(true)
  expect(state()).toBe('connected')
})

test('[D1] an answer still under way on the old connection is waited for', async () => {
  const { links, joins, clock, connected } = startConnection()
  await connected()
  const [old] = links.all
  old?.tell('server:draining', { moveInMs: 0 })
  const answer = old?.link.command('room:leave', { roomId: 'lobby' as never })
  await clock.advance(0)
  links.newest().welcome()
  joins[1]?.done()
  await settled()
  expect(old?.hasEnded()).toBe(false)

  old?.take('room:leave').answer(null)
  await expect(answer).resolves.toBeNull()
  expect(old?.hasEnded()).toBe(true)
})

test('[D1] a move that fails is tried again while the old connection serves on', async () => {
  const { links, clock, connected, state, connection } = startConnection()
  await connected()
  const [old] = links.all
  old?.tell('server:draining', { moveInMs: 0 })
  await clock.advance(0)
  links.newest().end()
  expect(state()).toBe('connected')
  expect(connection.current()).toBe(old?.link)

  await clock.advance(1_000)
  expect(links.all).toHaveLength(3)
  links.newest().welcome('w3')
  expect(connection.status()).toMatchObject({ worker: 'w3' })
})

test('[D1] an old connection that ends before the move is over costs no second attempt', async () => {
  const { links, clock, connected, state } = startConnection()
  await connected()
  links.newest().tell('server:draining', { moveInMs: 0 })
  await clock.advance(0)
  links.all[0]?.end()
  expect(state()).toBe('reconnecting')
  await clock.advance(1_000)
  expect(links.all).toHaveLength(2)
  links.newest().welcome()
  expect(state()).toBe('connected')
})

test('[E4] a handshake refused because Redis is away is tried again within 1.5 s, however often it was', async () => {
  const { connection, links, clock } = startConnection(0)
  connection.start()
  await clock.advance(0)
  for (let attempts = 1; attempts <= 10; attempts += 1) {
    expect(links.all).toHaveLength(attempts)
    links.newest().refuse('unavailable')
    await clock.advance(1_500)
  }
})

test('an observer learns of each connection once, of attempts that failed and of a move', async () => {
  const { clock, links, joins, connection, observed } = startConnection()
  connection.start()
  await clock.advance(0)
  links.newest().refuse('too_many_connections')
  await clock.advance(15_000)
  links.newest().welcome('w1')
  links.newest().tell('server:draining', { moveInMs: 10 })
  await clock.advance(10)
  links.newest().welcome('w2')
  expect(observed).toEqual(['refused before it opened', 'connected to w1', 'connected to w2'])
  joins.at(-1)?.done()
  await settled()
  connection.stop()
  expect(observed.slice(3)).toEqual(['lost', 'lost'])
})
