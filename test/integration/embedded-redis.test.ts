import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Redis } from 'ioredis'
import { expect, test } from 'vitest'
import { type EmbeddedRedisOptions, startEmbeddedRedis } from '../../apps/server/src/redis/embedded-redis.js'
import { eventually } from '../support/eventually.js'
import { isRunning } from '../support/is-running.js'
import { root } from '../support/root.js'
import { startCluster } from '../support/start-cluster.js'
import { killWithThisProcess } from '../support/watchdog.js'
import { guest } from '../support/wire-client.js'

async function tempDir(prefix = 'hubbub-data-') {
  const path = await mkdtemp(join(tmpdir(), prefix))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/** The embedded server with a connection to it and what it logged; all gone at the end of the test. */
async function startEmbedded(dataDir: string, options: Partial<EmbeddedRedisOptions> = {}) {
  const logged: string[] = []
  const write = (_fields: unknown, line?: string) => void logged.push(line ?? '')
  const log = { info: write, warn: write, error: write }
  const embedded = await startEmbeddedRedis({ dataDir, log, ...options })
  const socketPath = fileOf(embedded.url)
  const redis = new Redis({
    path: socketPath,
    retryStrategy: () => 50,
    maxRetriesPerRequest: null,
  })
  redis.on('error', () => undefined)
  const pid = await pidOf(redis)
  const watchdog = killWithThisProcess(pid)

  async function stop() {
    redis.disconnect()
    watchdog.release()
    await embedded.stop()
  }
  return { socketPath, redis, pid, logged, stop, [Symbol.asyncDispose]: stop }
}

function fileOf(url: string): string {
  return url.replace(/^unix:\/\//, '')
}

async function pidOf(redis: Redis): Promise<number> {
  const pid = /process_id:(\d+)/.exec(await redis.info('server'))?.[1]
  return Number(pid)
}

test('the embedded Redis keeps its data over an orderly stop and leaves no process and no socket', async () => {
  await using dir = await tempDir()
  const first = await startEmbedded(dir.path)
  await first.redis.set('k', 'v')
  await first.stop()
  expect(isRunning(first.pid)).toBe(false)
  await expect(stat(first.socketPath)).rejects.toThrow('ENOENT')

  await using second = await startEmbedded(dir.path)
  expect(await second.redis.get('k')).toBe('v')
})

test('an embedded Redis that is killed comes back with its data, again and again', async () => {
  await using dir = await tempDir()
  await using embedded = await startEmbedded(dir.path)

  for (const round of ['1', '2', '3']) {
    await embedded.redis.set('round', round)
    const pid = await pidOf(embedded.redis)
    process.kill(pid, 'SIGKILL')
    await eventually(async () => expect(await pidOf(embedded.redis)).not.toBe(pid))
    expect(await embedded.redis.get('round')).toBe(round)
  }
  expect(embedded.logged).toEqual(Array(3).fill('redis-server ended unexpectedly; starting it again'))
})

test('a second hubbub on the same data directory is refused in one line that names the first', async () => {
  await using dir = await tempDir()
  await using first = await startEmbedded(dir.path)

  await expect(startEmbedded(dir.path)).rejects.toThrow(`already running as pid ${process.pid}`)
  await expect(first.redis.ping()).resolves.toBe('PONG')
})

test('what a primary killed with -9 left behind is ended in order, and its data is there', async () => {
  await using dir = await tempDir()
  const script = `
    const { runnerImport } = await import('vite')
    const { module } = await runnerImport('./apps/server/src/redis/embedded-redis.ts')
    const { url } = await module.startEmbeddedRedis({ dataDir: process.argv[1], log: console })
    console.log(url)
    setInterval(() => {}, 1000)
  `
  const primary = spawn(process.execPath, ['--input-type=module', '--eval', script, dir.path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(primary.stdout, 'data')
  const orphanRedis = new Redis(fileOf(String(line).trim()), { retryStrategy: () => null })
  const orphan = await pidOf(orphanRedis)
  const watchdog = killWithThisProcess(orphan)
  await orphanRedis.set('k', 'v')
  primary.kill('SIGKILL')
  await once(primary, 'exit')
  expect(await orphanRedis.ping()).toBe('PONG')

  await using next = await startEmbedded(dir.path)

  expect(next.pid).not.toBe(orphan)
  expect(await next.redis.get('k')).toBe('v')
  expect(next.logged).toEqual(['redis-server of an earlier run found; ending it'])
  watchdog.release()
  orphanRedis.disconnect()
})

test('a data directory with a long path works, and only its owner can reach the socket', async () => {
  await using dir = await tempDir()
  const long = join(dir.path, 'x'.repeat(120))
  const embedded = await startEmbedded(long)

  expect(embedded.socketPath.startsWith(dir.path)).toBe(false)
  expect((await stat(dirname(embedded.socketPath))).mode & 0o777).toBe(0o700)
  expect((await stat(embedded.socketPath)).mode & 0o777).toBe(0o700)
  await expect(startEmbedded(long)).rejects.toThrow('already running')
  await embedded.stop()
  await rm(dirname(embedded.socketPath), { recursive: true })
})

test('[M1] the private Redis of a node writes to disk as often as DURABILITY says, and people write through it', async () => {
  for (const durability of ['everysec', 'always']) {
    await using dir = await tempDir()
    await using cluster = await startCluster({
      dataDir: dir.path,
      workers: 1,
      env: { DURABILITY: durability },
    })
    using ann = await guest(cluster.url)
    await ann.send(await ann.newRoom(), 'kept')
    const redis = new Redis(join(dir.path, 'redis', 'redis.sock'))
    expect(await redis.config('GET', 'append*')).toEqual(
      expect.arrayContaining(['appendonly', 'yes', 'appendfsync', durability]),
    )
    redis.disconnect()
    await cluster.stop()
  }
})

test('a missing redis-server is one clear line', async () => {
  await using dir = await tempDir()
  await expect(startEmbedded(dir.path, { binary: 'no-such-redis' })).rejects.toThrow(
    /^no-such-redis is not installed; install it or set REDIS_URL$/,
  )
})

test('a redis-server older than 7 is one clear line', async () => {
  await using dir = await tempDir()
  const old = join(dir.path, 'redis-server')
  await writeFile(
    old,
    '#!/bin/sh\necho "Redis server v=6.2.14 sha=00000000:0 malloc=jemalloc-5.2.1 bits=64"\n',
  )
  await chmod(old, 0o755)

  await expect(startEmbedded(dir.path, { binary: old })).rejects.toThrow(
    new RegExp(`^${old} is 6\\.2\\.14, but 7\\.0 or newer is needed$`),
  )
})

test('a data directory that cannot be used is one clear line', async () => {
  await using dir = await tempDir()
  const file = join(dir.path, 'file')
  await writeFile(file, '')
  await expect(startEmbedded(file)).rejects.toThrow(/^cannot use the data directory: .*ENOTDIR.*$/)
})

test('an append-only file that cannot be read is one clear line, and the data directory is free again', async () => {
  await using dir = await tempDir()
  const first = await startEmbedded(dir.path)
  await first.redis.set('k', 'v')
  await first.stop()
  const manifest = join(dir.path, 'redis', 'appendonlydir', 'appendonly.aof.manifest')
  await writeFile(manifest, 'rubbish\n')

  await expect(startEmbedded(dir.path)).rejects.toThrow(/^redis-server did not start: exit code 1: .*AOF/)
  await expect(startEmbedded(dir.path)).rejects.toThrow(/^redis-server did not start: .+$/)
})

test('[O6] a node that is stopped while it starts leaves no process behind', async () => {
  await using dir = await tempDir()
  const started = await startEmbedded(dir.path)
  const { socketPath } = started
  await started.stop()

  const node = spawn(process.execPath, [`${root}/apps/server/dist/main.js`], {
    env: { PATH: process.env.PATH ?? '', PORT: '0', INTERNAL_PORT: 'off', DATA_DIR: dir.path },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  node.stdout.on('data', chunk => {
    output += String(chunk)
  })
  await eventually(() => stat(socketPath), { everyMs: 1 })
  node.kill('SIGINT')
  const [code] = await once(node, 'close')
  expect([code, output]).toEqual([0, expect.not.stringContaining('Hubbub is up')])
  await expect(stat(socketPath)).rejects.toThrow('ENOENT')
})
