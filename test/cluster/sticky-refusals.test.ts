import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../support/eventually.js'
import { exchange, fixtureAnswer, get, post } from '../support/raw-http.js'
import { type RunningPrimary, startPrimary, untilReady } from '../support/start-primary.js'

const TLS_HELLO = Buffer.from('16030100a5010000a10303000102030405060708090a0b0c0d0e0f', 'hex')
const PROXY_V2 = Buffer.from('0d0a0d0a000d0a515549540a21110c007f0000017f0000011f900bb8', 'hex')

function open(port: number, count: number): Socket[] {
  return Array.from({ length: count }, () => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.on('error', () => socket.destroy())
    return socket
  })
}

describe('with workers', () => {
  let primary: RunningPrimary

  beforeAll(async () => {
    primary = await startPrimary()
    await untilReady(primary, 2)
  })
  afterAll(() => primary[Symbol.asyncDispose]())

  // Both wait for the same deadline: side by side.
  test.concurrent('[H5] a connection that says nothing, or stops in the middle of its head, is closed within 5 s', async () => {
    const starts = [[], ['G'], ['GET / HTTP/1.1\r\nHost: te'], ['POST /?sid=n1.1.abc HTTP/1.1\r\n']]
    const ends = await Promise.all(starts.map(start => exchange(primary.port, start)))
    for (const end of ends) {
      expect(end.tookMs).toBeLessThan(5_100)
      expect(end.error).toBe(null)
    }
    expect(ends.map(end => end.status)).toEqual([null, 408, 408, 408])
  })

  test.concurrent('[H5] a client that sends its head a byte at a time for ever is closed within 5 s', async () => {
    const drip = `GET / HTTP/1.1\r\nX: ${'x'.repeat(200)}`.split('')
    const end = await exchange(primary.port, drip, { gapMs: 50 })
    expect(end.tookMs).toBeLessThan(5_200)
  })

  test('[H5] what is not HTTP is closed at once', async () => {
    const noise = [
      TLS_HELLO,
      PROXY_V2,
      Buffer.from([0, 1, 2, 3, 255]),
      'SSH-2.0-OpenSSH_9.6\r\n',
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      'PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n',
      'GET /\r\n',
    ]
    for (const bytes of noise) {
      const end = await exchange(primary.port, [bytes])
      expect(end.tookMs, String(bytes)).toBeLessThan(1_000)
      expect([null, 400]).toContain(end.status)
    }
  })

  test('[H5] a head of 16 KiB is served, a larger one gets 431', async () => {
    for (const request of [get(`/${'x'.repeat(17_000)}`), get('/', [`Cookie: ${'x'.repeat(20_000)}`])]) {
      expect((await exchange(primary.port, [request])).status).toBe(431)
    }
    expect((await exchange(primary.port, [get('/', [`Cookie: ${'x'.repeat(15_000)}`])])).status).toBe(200)
  })

  test('a connection that is closed or reset at any moment disturbs nobody', async () => {
    const request = get('/slow?ms=50')
    for (const bytes of ['', 'G', request]) {
      for (const delayMs of [0, 1, 5]) {
        for (const socket of open(primary.port, 20)) {
          socket.write(bytes)
          setTimeout(() => (delayMs === 5 ? socket.end() : socket.resetAndDestroy()), delayMs)
        }
      }
    }
    expect(fixtureAnswer(await exchange(primary.port, [get('/who')])).length).toBe(0)
    await eventually(async () => {
      const { workers, routing } = await primary.status()
      expect(routing.unrouted).toBe(0)
      expect(workers.map(worker => worker.connections)).toEqual([0, 0])
    })
  })
})

test('[H4] without a worker every request gets a whole 503 that says when to try again', async () => {
  await using primary = await startPrimary({ workers: 1, times: { stopWithinMs: 200 } })
  const [pid = 0] = await primary.workerPids()
  // Stopped workers hold their place without serving.
  process.kill(pid, 'SIGSTOP')
  await eventually(async () => expect((await primary.status()).workers[0]?.state).toBe('silent'), {
    withinMs: 8_000,
  })
  const large = Buffer.alloc(1_000_000, 'x')
  const sid = 'n1.1.abcdefghijklmnopqrstuvwx'
  for (const segments of [[get('/')], [get(`/?sid=${sid}`)], [post('/', large.length), large]]) {
    const { status, text, body, error } = await exchange(primary.port, segments, { withinMs: 3_000 })
    expect(status).toBe(503)
    expect(text).toMatch(/\r\nRetry-After: \d+\r\n/)
    expect(text).toMatch(/\r\nConnection: close\r\n/)
    expect(text).toContain(`\r\nContent-Length: ${body.length}\r\n`)
    expect(error).toBe(null)
  }
})

test('a crowd of silent connections keeps nobody else out', async () => {
  const limits = { unroutedMax: 50, unroutedPerAddressMax: 50_000 }
  await using primary = await startPrimary({ limits })
  const silent = open(primary.port, 300)
  await eventually(async () => expect((await primary.status()).routing.crowded).toBe(250))
  for (let request = 0; request < 20; request += 1) {
    expect((await exchange(primary.port, [get('/who')])).status).toBe(200)
  }
  expect((await primary.status()).routing.unrouted).toBeLessThanOrEqual(50)
  for (const socket of silent) socket.destroy()
})

test('one address gets only its share of connections that say nothing', async () => {
  await using primary = await startPrimary({ limits: { unroutedMax: 1_000, unroutedPerAddressMax: 10 } })
  const silent = open(primary.port, 30)
  await eventually(async () => {
    const { routing } = await primary.status()
    expect(routing).toMatchObject({ unrouted: 10, crowded: 20 })
  })
  for (const socket of silent) socket.destroy()
  await eventually(async () => expect((await primary.status()).routing.unrouted).toBe(0))
  expect((await exchange(primary.port, [get('/who')])).status).toBe(200)
})

test('a primary that has run out of file descriptors recovers when there are some again', async () => {
  await using primary = await startPrimary({ workers: 1, openFiles: 100 })
  const silent = open(primary.port, 300)
  await eventually(() => expect(silent.filter(socket => socket.destroyed).length).toBeGreaterThan(150))
  const before = process.hrtime.bigint()
  await primary.status()
  expect(Number(process.hrtime.bigint() - before) / 1e6, 'ms for a status').toBeLessThan(1_000)
  for (const socket of silent) socket.destroy()
  await eventually(async () => expect((await exchange(primary.port, [get('/who')])).status).toBe(200))
})
