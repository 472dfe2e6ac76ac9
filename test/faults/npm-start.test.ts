import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Redis } from 'ioredis'
import { expect, test } from 'vitest'
import { eventually } from '../support/eventually.js'
import { isRunning } from '../support/is-running.js'
import { killWithThisProcess } from '../support/watchdog.js'
import { connect, signInGuest, textsOf } from '../support/wire-client.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

async function tempDir() {
  const path = await mkdtemp(join(tmpdir(), 'hubbub-start-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/** What a person does: the command in a terminal, whose Ctrl-C reaches every process of it. */
function npmStart(dataDir: string, settings: Record<string, string> = {}) {
  const env = { HOST: '127.0.0.1', PORT: '0', WORKERS: '2', REDIS_URL: '', DATA_DIR: dataDir, ...settings }
  const child = spawn('npm', ['start'], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const group = -(child.pid ?? 0)
  const watchdogs = [killWithThisProcess(group)]
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (output += chunk))
  const closed = once(child, 'close')

  return {
    output: () => output,
    async up(): Promise<{ url: string; redisPid: number }> {
      const url = await eventually(
        () => {
          const [, url] = /Hubbub is up: +(\S+)/.exec(output) ?? []
          if (url === undefined) throw new Error(`not up: ${output}`)
          return url
        },
        { withinMs: 60_000 },
      )
      // It has a process group of its own.
      const redisPid = await pidOfRedis(dataDir)
      watchdogs.push(killWithThisProcess(redisPid))
      return { url, redisPid }
    },
    pressCtrlC: () => void process.kill(group, 'SIGINT'),
    /** Resolves with the exit code once no process of the command is left. */
    async ended(): Promise<number> {
      const [code] = await closed
      await eventually(() => expect(() => process.kill(group, 0)).toThrow('ESRCH'), { withinMs: 10_000 })
      for (const watchdog of watchdogs) watchdog.release()
      return code
    },
  }
}

test('[O6] after Ctrl-C no process is left, and the next npm start is up within 5 s with all messages and sessions', async () => {
  await using dir = await tempDir()
  const first = npmStart(dir.path)
  const { url: firstUrl, redisPid } = await first.up()
  const ann = await signInGuest(firstUrl)
  using before = await connect(firstUrl, ann)
  const roomId = await before.newRoom()
  await before.send(roomId, 'still here tomorrow')

  first.pressCtrlC()
  await first.ended()
  expect(isRunning(redisPid)).toBe(false)

  const startedAt = performance.now()
  const second = npmStart(dir.path)
  const { url: secondUrl } = await second.up()
  expect(performance.now() - startedAt).toBeLessThan(5_000)

  using after = await connect(secondUrl, ann)
  expect(textsOf((await after.join(roomId)).entries)).toEqual(['still here tomorrow'])
  second.pressCtrlC()
  await second.ended()
})

test('npm start tells a person the address, the workers, where the data lies and how to stop', async () => {
  await using dir = await tempDir()
  const chat = npmStart(dir.path)
  const { url } = await chat.up()
  await eventually(() => expect(chat.output()).toContain('Ctrl-C'))
  expect(chat.output()).toContain(`2 workers`)
  expect(chat.output()).toContain(dir.path)

  const page = await (await fetch(url)).text()
  expect(page).toContain('<title>Hubbub')
  chat.pressCtrlC()
  await chat.ended()
})

test('[O5] whatever keeps npm start from starting is one clear line each, and nothing is left running', async () => {
  await using dir = await tempDir()
  const file = join(dir.path, 'file')
  await writeFile(file, '')
  await using taken = await takePort()

  const cases: { env: Record<string, string>; told: RegExp[] }[] = [
    { env: { PORT: 'abc', WORKERS: '0' }, told: [/PORT must be .* not "abc"/, /WORKERS must be .* not "0"/] },
    { env: { PORT: String(taken.port) }, told: [/port \d+ on 127\.0\.0\.1 is already in use/] },
    { env: { REDIS_URL: 'redis://127.0.0.1:1' }, told: [/Redis at 127\.0\.0\.1:1 cannot be used/] },
    { env: { DATA_DIR: join(file, 'in-a-file') }, told: [/DATA_DIR: .*ENOTDIR/] },
  ]
  for (const { env, told } of cases) {
    const chat = npmStart(dir.path, env)
    expect(await chat.ended()).not.toBe(0)
    const lines = chat.output().split('\n')
    const reasons = lines.filter(line => line.startsWith('hubbub: '))
    expect(reasons).toEqual(told.map(line => expect.stringMatching(line)))
    expect(lines.filter(line => /^\s+at /.test(line))).toEqual([])
  }
})

async function pidOfRedis(dataDir: string): Promise<number> {
  const redis = new Redis(join(dataDir, 'redis', 'redis.sock'))
  const [, pid] = /process_id:(\d+)/.exec(await redis.info('server')) ?? []
  redis.disconnect()
  return Number(pid)
}

async function takePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { port, [Symbol.asyncDispose]: async () => void server.close() }
}
