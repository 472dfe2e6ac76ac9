// What an operator sees who starts the server with something wrong: one line each, an end, and nothing left running.

import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { type RedisSandbox, startRedis } from '../support/redis-sandbox.js'
import { runMain, startCluster } from '../support/start-cluster.js'
import { guest } from '../support/wire-client.js'

const SECRET = 'a-secret-for-tests-of-more-than-32-bytes'
let redis: RedisSandbox
let dataDir: string
beforeAll(async () => {
  redis = await startRedis({ appendOnly: false })
  dataDir = mkdtempSync(join(tmpdir(), 'hubbub-settings-'))
})
afterAll(async () => {
  await redis[Symbol.asyncDispose]()
  rmSync(dataDir, { recursive: true, force: true })
})

/**
 * Starts with these settings over ones that would do, and waits until every process that writes to its output has ended.
 * @returns what it said, line by line
 */
async function refused(settings: Readonly<Record<string, string>>): Promise<string[]> {
  const { code, output } = await runMain({
    HOST: '127.0.0.1',
    PORT: '0',
    INTERNAL_PORT: 'off',
    WORKERS: '1',
    LOG_LEVEL: 'silent',
    DATA_DIR: dataDir,
    SESSION_SECRET: SECRET,
    REDIS_URL: redis.url,
    ...settings,
  })
  expect(code).toBe(1)
  return output.split('\n').filter(line => line !== '')
}

/** Something on a port that answers each piece it hears. */
async function listening(answer: (heard: string) => string | null): Promise<number> {
  const server = createServer(socket => {
    socket.on('error', () => undefined)
    socket.on('data', heard => {
      const said = answer(heard.toString())
      if (said !== null) socket.write(said)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return address.port
}

/** Answers like a Redis of this version, as far as a client asks before it says that it is connected. */
function likeRedis(version: string) {
  return (heard: string) =>
    [...heard.matchAll(/\*\d+\r\n\$\d+\r\n(\w+)/g)]
      .map(([, command = '']) => {
        const info = `redis_version:${version}\r\nloading:0\r\n`
        if (/^info$/i.test(command)) return `$${info.length}\r\n${info}\r\n`
        return /^hello$/i.test(command) ? '-ERR unknown command `HELLO`\r\n' : '+OK\r\n'
      })
      .join('')
}

test('[O5] all bad settings are named at once, one line each, without a secret', async () => {
  const lines = await refused({
    PORT: '65536',
    WORKERS: 'many',
    NODE_ID: 'Node A',
    LOG_LEVEL: 'loud',
    REDIS_URL: 'http://user:hunter2@redis.example',
    KEY_PREFIX: 'a b',
    DURABILITY: 'never',
    SESSION_SECRET: 'hunter2',
    TRUST_PROXY: 'everybody, 10.0.0.0/8, 10.0.0.0/99, 300.1.1.1',
    PUBLIC_URL: 'chat.example.com/path',
    ALLOWED_ORIGINS: 'https://ok.example, *',
    ROOM_LOG_ENTRIES: '-1',
    CONNECTIONS_PER_USER: '1e3',
    MESSAGES_PER_10S: '0',
    WEBHOOK_MESSAGES_PER_10S: 'few',
    SIGN_UP: 'both',
    PUSH_SERVICES: 'push.example',
    LINK_PREVIEWS: 'https://wiki.example',
    SIGN_INS_PER_MINUTE: '1.5',
    SESSION_MAX_AGE_HOURS: '0',
    INTERNAL_PORT: 'x',
    ADMINS: 'Ada, a name of far more than thirty-two characters',
    DEMO: 'yes',
  })
  const named = lines.map(line => /^hubbub: (\w+) /.exec(line)?.[1])
  expect(named.sort()).toEqual(
    [
      'PORT',
      'WORKERS',
      'NODE_ID',
      'LOG_LEVEL',
      'REDIS_URL',
      'KEY_PREFIX',
      'DURABILITY',
      'SESSION_SECRET',
      'TRUST_PROXY',
      'TRUST_PROXY',
      'TRUST_PROXY',
      'PUBLIC_URL',
      'ALLOWED_ORIGINS',
      'ROOM_LOG_ENTRIES',
      'CONNECTIONS_PER_USER',
      'MESSAGES_PER_10S',
      'WEBHOOK_MESSAGES_PER_10S',
      'SIGN_UP',
      'PUSH_SERVICES',
      'LINK_PREVIEWS',
      'SIGN_INS_PER_MINUTE',
      'SESSION_MAX_AGE_HOURS',
      'INTERNAL_PORT',
      'ADMINS',
      'DEMO',
    ].sort(),
  )
  expect(lines.join()).not.toContain('hunter2')
})

test('[O5] in production there is no default secret', async () => {
  expect(await refused({ NODE_ENV: 'production', SESSION_SECRET: '' })).toEqual([
    expect.stringMatching(/^hubbub: SESSION_SECRET .*must be set/),
  ])
})

test('[O5] a port that is taken is one line', async () => {
  const port = await listening(() => null)
  const lines = await refused({ PORT: String(port) })
  expect(lines).toEqual([expect.stringMatching(new RegExp(`^hubbub: .*${port}`))])
})

test('[O5] an address that is not ours is one line', async () => {
  expect(await refused({ HOST: '192.0.2.1' })).toEqual([expect.stringMatching(/^hubbub: .*192\.0\.2\.1/)])
})

test('[O5] a Redis that is not there, or is something else, is one line without its password', async () => {
  const silent = await listening(() => null)
  const web = await listening(() => 'HTTP/1.1 400 Bad Request\r\n\r\n')
  // Each is given some seconds to come up, so all are tried at once.
  const tries = [
    ['redis://user:hunter2@127.0.0.1:1', /127\.0\.0\.1:1 .*ECONNREFUSED/],
    [`unix://${dataDir}/no.sock`, /no\.sock .*ENOENT/],
    [`redis://:hunter2@127.0.0.1:${silent}`, /no answer/],
    [`redis://:hunter2@127.0.0.1:${web}`, /cannot be used/],
  ] as const
  await Promise.all(
    tries.map(async ([url, shown]) => {
      const lines = await refused({ REDIS_URL: url })
      expect(lines).toEqual([expect.stringMatching(/^hubbub: Redis at /)])
      expect(lines[0]).toMatch(shown)
      expect(lines[0]).not.toContain('hunter2')
    }),
  )
})

test('[O5] a Redis that refuses us is one line', async () => {
  await redis.redis.config('SET', 'requirepass', 'a password')
  onTestFinished(async () => void (await redis.redis.config('SET', 'requirepass', '')))
  const urls = [redis.url, redis.url.replace('//', '//:wrong@')]
  for (const lines of await Promise.all(urls.map(url => refused({ REDIS_URL: url })))) {
    expect(lines).toEqual([expect.stringMatching(/^hubbub: Redis at .*(NOAUTH|WRONGPASS)/)])
  }
})

test('[O5] a Redis older than 7 is one line that names its version', async () => {
  const port = await listening(likeRedis('6.2.0'))
  expect(await refused({ REDIS_URL: `redis://127.0.0.1:${port}` })).toEqual([
    expect.stringMatching(/^hubbub: Redis at .*version 6\.2\.0.* 7 or newer/),
  ])
})

test('secrets can be read from files, and the first of several signs', async () => {
  const file = join(dataDir, 'secret')
  writeFileSync(file, `${SECRET}-new,${SECRET}\n`)
  const redisUrl = join(dataDir, 'redis-url')
  writeFileSync(redisUrl, redis.url)
  await using cluster = await startCluster({
    noRedis: true,
    workers: 1,
    env: { SESSION_SECRET: '', SESSION_SECRET_FILE: file, REDIS_URL_FILE: redisUrl },
  })
  using client = await guest(cluster.url)
  await client.newRoom()
  expect(cluster.output()).not.toContain(SECRET)
})

test('[O5] a folder for files that is none, or cannot be written to, is told in one line', async () => {
  const file = join(dataDir, 'a file')
  writeFileSync(file, '')
  expect(await refused({ FILES_DIR: file, FILE_MAX_MIB: '0' })).toEqual([
    expect.stringContaining('FILE_MAX_MIB'),
    expect.stringContaining('FILES_DIR must be a folder'),
  ])
  // Nobody can make a folder there, not even root.
  const [line, ...more] = await refused({ FILES_DIR: '/sys/hubbub-files' })
  expect(line).toMatch(/^hubbub: FILES_DIR: no files can be kept in \/sys\/hubbub-files/)
  expect(more).toEqual([])
})
