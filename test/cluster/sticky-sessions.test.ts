import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseWorker } from '../../apps/server/src/cluster/engine-session-id.js'
import { exchange, fixtureAnswer, get } from '../support/raw-http.js'
import { type RunningPrimary, startPrimary, untilReady } from '../support/start-primary.js'

const WORKERS = 4
const AT_ONCE = 40
let primary: RunningPrimary

beforeAll(async () => {
  primary = await startPrimary({ workers: WORKERS })
  await untilReady(primary, WORKERS)
})
afterAll(() => primary[Symbol.asyncDispose]())

/** Runs `work` for each index, some at once. */
async function many(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0
  async function takeTurns(): Promise<void> {
    while (next < count) {
      next += 1
      await work(next - 1)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, takeTurns))
}

async function connected(transports: ('polling' | 'websocket')[]): Promise<Socket> {
  const socket = io(`http://127.0.0.1:${primary.port}`, {
    transports,
    forceNew: true,
    reconnection: false,
    timeout: 10_000,
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', reject)
  })
  return socket
}

async function upgraded(socket: Socket): Promise<void> {
  if (socket.io.engine.transport.name === 'websocket') return
  await new Promise<void>((resolve, reject) => {
    socket.io.engine.once('upgrade', () => resolve())
    socket.io.engine.once('upgradeError', error => reject(error))
    socket.once('disconnect', reason => reject(new Error(reason)))
  })
}

/** Asks over the connection who serves it, and compares with the session id. */
async function isServedByItsWorker(socket: Socket): Promise<boolean> {
  const named = parseWorker(socket.io.engine.id ?? '')?.workerId
  const { worker } = await socket.timeout(10_000).emitWithAck('who')
  return worker === named
}

async function misroutes(): Promise<number> {
  return (await primary.status()).workers.reduce((sum, worker) => sum + worker.misroutes, 0)
}

test.each([
  ['polling', 250, ['polling']],
  ['websocket', 400, ['websocket']],
  ['polling, then upgraded to websocket', 350, ['polling', 'websocket']],
] as const)(
  '[H3] sessions over %s stay on their worker',
  { timeout: 60_000 },
  async (_, count, transports) => {
    const wrong: string[] = []
    const workers = new Set<string>()

    await many(count, async () => {
      const socket = await connected([...transports])
      try {
        if (!(await isServedByItsWorker(socket))) wrong.push('at first')
        if (transports.length > 1) await upgraded(socket)
        if (!(await isServedByItsWorker(socket))) wrong.push('later')
        workers.add(parseWorker(socket.io.engine.id ?? '')?.workerId ?? 'none')
      } finally {
        socket.disconnect()
      }
    })

    expect(wrong).toEqual([])
    expect(workers.size).toBe(WORKERS)
    expect(await misroutes()).toBe(0)
  },
)

test('a session id of a worker that is gone, or of another node, is answered fast as unknown', async () => {
  for (const sid of ['n1.999.abcdefghijklmnopqrstuvwx', 'other.1.abcdefghijklmnopqrstuvwx', 'nonsense']) {
    const answer = await exchange(primary.port, [get(`/socket.io/?EIO=4&transport=polling&sid=${sid}`)])
    expect(answer.status).toBe(400)
    expect(answer.text).toContain('{"code":1,"message":"Session ID unknown"}')
    expect(answer.tookMs).toBeLessThan(1_000)
  }
  expect(await misroutes()).toBe(0)
})

test('a burst of 200 connections is spread over the workers within a tenth', async () => {
  await using fresh = await startPrimary({ workers: WORKERS })
  await untilReady(fresh, WORKERS)
  // None is over before all are given away.
  const burst = Array.from({ length: 200 }, () => exchange(fresh.port, [get('/slow?ms=3000')]))
  const counts = new Map<string, number>()
  for (const answer of await Promise.all(burst)) {
    const { worker } = fixtureAnswer(answer)
    counts.set(worker, (counts.get(worker) ?? 0) + 1)
  }
  expect(counts.size).toBe(WORKERS)
  for (const count of counts.values()) {
    expect(count).toBeGreaterThanOrEqual(45)
    expect(count).toBeLessThanOrEqual(55)
  }
})
