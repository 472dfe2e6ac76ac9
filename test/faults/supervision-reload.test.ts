import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { io, type Socket } from 'socket.io-client'
import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../support/eventually.js'
import { type Exchange, exchange, fixtureAnswer, get } from '../support/raw-http.js'
import { type RunningPrimary, startPrimary, untilReady } from '../support/start-primary.js'

/** A client that asks all the time, and moves as PROTOCOL.md says: the new connection first, then leave the old. */
function startMovingClient(port: number, transport: 'polling' | 'websocket') {
  const failures: string[] = []
  let answered = 0
  let isStopped = false
  let current = open()

  function open(): Socket {
    const socket = io(`http://127.0.0.1:${port}`, {
      transports: [transport],
      forceNew: true,
      reconnection: false,
    })
    socket.on('connect_error', error => failures.push(`connect: ${error.message}`))
    socket.on('disconnect', reason => {
      if (reason !== 'io client disconnect') failures.push(`disconnect: ${reason}`)
    })
    socket.on(
      'server:draining',
      ({ moveInMs }: { moveInMs: number }) => void setTimeout(move, moveInMs, socket),
    )
    return socket
  }

  function move(old: Socket): void {
    const next = open()
    next.once('connect', () => {
      current = next
      // What was asked over the old connection is still answered there.
      setTimeout(() => old.disconnect(), 300)
    })
  }

  async function askOnAndOn(): Promise<void> {
    while (!isStopped) {
      try {
        await current.timeout(5_000).emitWithAck('who')
        answered += 1
      } catch (error) {
        failures.push(`ask: ${error instanceof Error ? error.message : String(error)}`)
      }
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }

  const asking = askOnAndOn()
  return {
    failures,
    answered: () => answered,
    async stop() {
      isStopped = true
      await asking
      current.disconnect()
    },
  }
}

/** Requests without a session, one after another. */
function startAsking(primary: RunningPrimary) {
  const exchanges: Exchange[] = []
  let isStopped = false
  const asking = (async () => {
    while (!isStopped) exchanges.push(await exchange(primary.port, [get('/who')]))
  })()
  return {
    async stop() {
      isStopped = true
      await asking
      return exchanges
    },
  }
}

test('[D1] a reload replaces every worker while polling, websocket and plain clients lose nothing', async () => {
  await using primary = await startPrimary({ workers: 2, times: { drainWindowMs: 1_000 } })
  await untilReady(primary, 2)
  const before = await primary.workerPids()
  const clients = Array.from({ length: 12 }, (_, at) => {
    return startMovingClient(primary.port, at % 2 === 0 ? 'polling' : 'websocket')
  })
  const asking = startAsking(primary)

  await primary.reload()

  const answeredBefore = clients.map(client => client.answered())
  for (const [at, client] of clients.entries()) {
    await eventually(() => expect(client.answered()).toBeGreaterThan(answeredBefore[at] ?? 0))
    await client.stop()
    expect(client.failures).toEqual([])
  }
  const exchanges = await asking.stop()
  expect(exchanges.filter(one => one.status !== 200)).toEqual([])
  const { workers } = await primary.status()
  expect(workers.map(worker => worker.state)).toEqual(['ready', 'ready'])
  expect(workers.filter(worker => before.includes(worker.pid))).toEqual([])
  expect(workers.map(worker => worker.misroutes)).toEqual([0, 0])
})

test('[D1] a draining worker takes no new connection but goes on with the ones it has', async () => {
  await using primary = await startPrimary({ workers: 1, times: { drainWindowMs: 1_500 } })
  const [old] = (await primary.status()).workers
  const socket = io(`http://127.0.0.1:${primary.port}`, { transports: ['polling'], reconnection: false })
  onTestFinished(() => void socket.disconnect())
  await new Promise<void>(resolve => socket.once('connect', resolve))

  const reload = primary.reload()
  await new Promise<void>(resolve => socket.once('server:draining', () => resolve()))
  for (let request = 0; request < 10; request += 1) {
    expect(fixtureAnswer(await exchange(primary.port, [get('/who')])).pid).not.toBe(old?.pid)
    expect(await socket.timeout(2_000).emitWithAck('who')).toMatchObject({ pid: old?.pid })
  }
  socket.disconnect()
  await reload
})

test('a reload whose new workers do not start says why, and the old ones go on', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hubbub-reload-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'fail')
  await using primary = await startPrimary({ workers: 2, workerEnv: { FAIL_WHILE_EXISTS: path } })
  await untilReady(primary, 2)
  const before = await primary.workerPids()
  await writeFile(path, '')
  await expect(primary.reload()).rejects.toThrow('did not start: the fixture was told not to start')
  expect(await primary.workerPids()).toEqual(before)
  expect((await exchange(primary.port, [get('/who')])).status).toBe(200)

  await rm(path)
  await primary.reload()
  expect((await primary.workerPids()).filter(pid => before.includes(pid))).toEqual([])
})

test('a reload does not wait for a worker that has not even started, which cannot hear that it is to go', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hubbub-reload-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'hang')
  const times = { drainWithinMs: 600_000, startWithinMs: 600_000 }
  await using primary = await startPrimary({ workers: 1, times, workerEnv: { HANG_ONCE: path } })
  await untilReady(primary, 1)
  const [first = 0] = await primary.workerPids()
  await writeFile(path, '')
  process.kill(first, 'SIGKILL')
  await eventually(() => expect(existsSync(path)).toBe(false))
  const [hanging = 0] = await primary.workerPids()
  await primary.reload()
  const after = await primary.workerPids()
  expect(after).toHaveLength(1)
  expect(after).not.toContain(hanging)
})

test('a worker that does not end when drained is killed after its time', async () => {
  const times = { drainWindowMs: 60_000, drainWithinMs: 1_000 }
  await using primary = await startPrimary({ workers: 1, times })
  const [old = 0] = await primary.workerPids()
  const socket = io(`http://127.0.0.1:${primary.port}`, { transports: ['websocket'], reconnection: false })
  onTestFinished(() => void socket.disconnect())
  await new Promise<void>(resolve => socket.once('connect', resolve))
  await primary.reload()
  expect(await primary.workerPids()).not.toContain(old)
})
