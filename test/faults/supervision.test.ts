import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../support/eventually.js'
import { isRunning } from '../support/is-running.js'
import { exchange, fixtureAnswer, get } from '../support/raw-http.js'
import { primaryCommand, startPrimary, untilReady } from '../support/start-primary.js'

/** A file whose being there keeps fixture workers from starting. */
async function failFile(): Promise<{ path: string; env: { FAIL_WHILE_EXISTS: string } }> {
  const folder = await mkdtemp(join(tmpdir(), 'hubbub-supervision-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'fail')
  return { path, env: { FAIL_WHILE_EXISTS: path } }
}

test('[O2] a worker that crashes is replaced within 1 s, and the others go on', async () => {
  await using primary = await startPrimary({ workers: 2 })
  await untilReady(primary, 2)
  const [victim = 0, survivor = 0] = await primary.workerPids()
  process.kill(victim, 'SIGKILL')
  await eventually(
    async () => {
      const pids = await primary.workerPids()
      expect(pids).not.toContain(victim)
      expect(pids.length).toBe(2)
    },
    { withinMs: 1_000 },
  )
  expect(await primary.workerPids()).toContain(survivor)
  await untilReady(primary, 2)
  expect((await primary.status()).workers.map(worker => worker.workerId)).toEqual(['2', '3'])
})

test('the others are told which worker died', async () => {
  await using primary = await startPrimary({ workers: 2 })
  await untilReady(primary, 2)
  const [victim, survivor] = (await primary.status()).workers
  process.kill(victim?.pid ?? 0, 'SIGKILL')
  await eventually(async () => {
    const answer = await exchange(primary.port, [get(`/who?sid=n1.${survivor?.workerId}.abc`)])
    expect(fixtureAnswer(answer).peersLost).toEqual([victim?.workerId])
  })
})

test('when nobody is left to be told of a death, the next worker is told', async () => {
  await using primary = await startPrimary({ workers: 1 })
  const [victim] = (await primary.status()).workers
  process.kill(victim?.pid ?? 0, 'SIGKILL')
  await eventually(async () => {
    const answer = await exchange(primary.port, [get('/who')])
    expect(fixtureAnswer(answer).peersLost).toEqual([victim?.workerId])
  })
})

test('[O2] workers that keep crashing are started ever more slowly, and serve again once they can', async () => {
  const { path, env } = await failFile()
  await using primary = await startPrimary({ workers: 1, workerEnv: env })
  const [victim = 0] = await primary.workerPids()
  await writeFile(path, '')
  process.kill(victim, 'SIGKILL')

  const started = performance.now()
  const seen = new Map<number, number>()
  await eventually(
    async () => {
      for (const pid of await primary.workerPids())
        if (pid !== victim && !seen.has(pid)) seen.set(pid, performance.now())
      expect(seen.size).toBeGreaterThanOrEqual(5)
    },
    { withinMs: 15_000 },
  )
  // Waits of 0, 0.1, 0.2, 0.4 and 0.8 s less a quarter each, besides the time to start.
  expect(performance.now() - started).toBeGreaterThan(1_100)
  expect((await exchange(primary.port, [get('/')])).status).toBe(503)

  await rm(path)
  await untilReady(primary, 1)
  expect((await exchange(primary.port, [get('/')])).status).toBe(200)
})

// Nearly all waiting: side by side.
test.concurrent('[O2] a worker that hangs gets no new connection after 3 s and is killed after 10 s', async () => {
  await using primary = await startPrimary({ workers: 2 })
  await untilReady(primary, 2)
  const [victim] = (await primary.status()).workers
  const pid = victim?.pid ?? 0
  process.kill(pid, 'SIGSTOP')
  const stopped = performance.now()

  await eventually(
    async () => {
      const state = (await primary.status()).workers.find(worker => worker.pid === pid)?.state
      expect(state).toBe('silent')
    },
    { withinMs: 4_000 },
  )
  const sent = await Promise.all(Array.from({ length: 20 }, () => exchange(primary.port, [get('/who')])))
  for (const answer of sent) {
    expect(fixtureAnswer(answer).pid).not.toBe(pid)
    expect(answer.tookMs).toBeLessThan(1_000)
  }

  await eventually(async () => expect(await primary.workerPids()).not.toContain(pid), { withinMs: 9_000 })
  const killedAfterMs = performance.now() - stopped
  expect(killedAfterMs).toBeGreaterThan(8_500)
  expect(killedAfterMs).toBeLessThan(11_500)
  await untilReady(primary, 2)
})

test.concurrent('[O2] a primary that hangs is killed by its workers after 15 s, and they end with it', async () => {
  await using primary = await startPrimary({ workers: 2 })
  await untilReady(primary, 2)
  const workers = await primary.workerPids()
  // Each has been answered once: it knows a primary that answers.
  await eventually(async () => {
    for (const { report } of (await primary.status()).workers) expect(report).not.toBe(null)
  })
  process.kill(primary.pid, 'SIGSTOP')
  const stopped = performance.now()
  await eventually(() => expect(isRunning(primary.pid)).toBe(false), { withinMs: 20_000 })
  const killedAfterMs = performance.now() - stopped
  expect(killedAfterMs).toBeGreaterThan(14_000)
  expect(killedAfterMs).toBeLessThan(18_000)
  await eventually(() => expect(workers.filter(isRunning)).toEqual([]))
})

test.concurrent('a worker that falls silent and wakes up takes its place again', async () => {
  await using primary = await startPrimary({ workers: 2, times: { silentAfterMs: 1_500 } })
  await untilReady(primary, 2)
  const [pid = 0] = await primary.workerPids()
  const states = async () => (await primary.status()).workers.map(worker => worker.state)
  process.kill(pid, 'SIGSTOP')
  await eventually(async () => expect(await states()).toContain('silent'))
  process.kill(pid, 'SIGCONT')
  await eventually(async () => expect(await states()).toEqual(['ready', 'ready']))
  expect(await primary.workerPids()).toContain(pid)
})

test.concurrent('a primary that stood still itself takes nobody for dead', async () => {
  await using primary = await startPrimary({
    workers: 2,
    times: { silentAfterMs: 1_500, killAfterMs: 2_000 },
  })
  await untilReady(primary, 2)
  const before = await primary.workerPids()
  process.kill(primary.pid, 'SIGSTOP')
  await new Promise(resolve => setTimeout(resolve, 3_500))
  process.kill(primary.pid, 'SIGCONT')
  expect((await exchange(primary.port, [get('/')])).status).toBe(200)
  const { workers } = await primary.status()
  expect(workers.map(worker => worker.state)).toEqual(['ready', 'ready'])
  expect(workers.map(worker => worker.pid)).toEqual(before)
})

test('[O5] a taken port is one clear line, and nothing is left running', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  onTestFinished(() => void other.close())
  const address = other.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  await expect(startPrimary({ port })).rejects.toThrow(
    new Error(`port ${port} on 127.0.0.1 is already in use`),
  )
})

test('[O5] workers that cannot start are one clear line with their reason', async () => {
  const { path, env } = await failFile()
  await writeFile(path, '')
  await expect(startPrimary({ workers: 2, workerEnv: env })).rejects.toThrow(
    new Error('no worker starts: the fixture was told not to start'),
  )
})

test('[O6] stopping ends every process, also with a worker that hangs', async () => {
  await using primary = await startPrimary({ workers: 3, times: { stopWithinMs: 1_000 } })
  await untilReady(primary, 3)
  const pids = await primary.workerPids()
  process.kill(pids[0] ?? 0, 'SIGSTOP')
  const slow = exchange(primary.port, [get('/slow?ms=300')])
  await primary.stop()
  expect(pids.filter(isRunning)).toEqual([])
  expect((await slow).tookMs).toBeLessThan(4_000)
  expect((await exchange(primary.port, [get('/')])).error).toBe('ECONNREFUSED')
})

test('[O6] Ctrl-C in the terminal, which reaches the workers too, ends every process in order', async () => {
  const { child, pids, port } = await startInGroup()
  // These clients close nothing by themselves: one has said half a head, the other waits for an answer.
  const half = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  half.write('GET / HTTP/1.1\r\nHost: te')
  const waiting = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  waiting.write(get('/slow?ms=60000'))
  for (const socket of [half, waiting]) {
    // Whether they are closed or reset is not what this is about.
    socket.on('error', () => {})
    onTestFinished(() => void socket.destroy())
  }
  await Promise.all([once(half, 'connect'), once(waiting, 'connect')])

  process.kill(-(child.pid ?? 0), 'SIGINT')
  const [code] = await once(child, 'exit')
  expect(code).toBe(0)
  expect(pids.filter(isRunning)).toEqual([])
})

test('workers end when their primary is killed', async () => {
  const { child, pids } = await startInGroup()
  process.kill(child.pid ?? 0, 'SIGKILL')
  await eventually(() => expect(pids.filter(isRunning)).toEqual([]), { withinMs: 2_000 })
})

/** A primary in a process group of its own, as a shell would start it; it stops upon SIGINT. */
async function startInGroup(): Promise<{ child: ChildProcess; pids: number[]; port: number }> {
  const [node, ...args] = primaryCommand({ workers: 2 })
  const child = spawn(node, args, { detached: true, stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')))
  const lines = createInterface({ input: child.stdout })
  for await (const line of lines) {
    const { pids, port } = JSON.parse(line)
    if (pids.length === 2) return { child, pids, port }
  }
  throw new Error('the primary ended before its workers were ready')
}
