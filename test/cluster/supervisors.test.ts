// Hubbub under PM2, the real one: what its commands do to people who are talking.

import { expect, test } from 'vitest'
import { type ChatPerson, chatPerson } from '../support/chat-person.js'
import { eventually } from '../support/eventually.js'
import { freePort } from '../support/free-port.js'
import { isRunning } from '../support/is-running.js'
import { type RedisSandbox, startRedis } from '../support/redis-sandbox.js'
import { ECOSYSTEM, startPm2 } from '../support/start-pm2.js'
import { allSeeAllOnceInOneOrder, talkThrough } from '../support/talk.js'
import { post, someName } from '../support/wire-client.js'

const PATIENCE = { withinMs: 60_000, everyMs: 100 }

const settings = (port: number, redis: RedisSandbox) => ({
  PORT: String(port),
  HOST: '127.0.0.1',
  INTERNAL_PORT: 'off',
  WORKERS: '2',
  NODE_ID: 'node-pm2',
  LOG_LEVEL: 'info',
  REDIS_URL: redis.url,
  SESSION_SECRET: 'a-secret-for-tests-of-more-than-32-bytes',
  SIGN_INS_PER_MINUTE: '100000',
  MESSAGES_PER_10S: '100000',
})

/** The times in milliseconds for which this person had no connection, once each is over. */
function pausesOf({ client }: ChatPerson): number[] {
  const pauses: number[] = []
  let since: number | null = null
  client.subscribe(() => {
    const isConnected = client.getState().connection.state === 'connected'
    if (!isConnected) since ??= performance.now()
    if (!isConnected || since === null) return
    pauses.push(Math.round(performance.now() - since))
    since = null
  })
  return pauses
}

test('people who talk while PM2 runs the node notice no SIGHUP, and lose nothing by pm2 reload or a killed primary', async () => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  await using redis = await startRedis()
  await using pm2 = await startPm2(settings(port, redis))
  await pm2.run('start', ECOSYSTEM)
  // `pm2 start` returns when the node is up, and not before.
  expect((await post(url, '/api/auth/guest', { name: someName() })).status).toBe(201)
  const started = await pm2.app()
  expect(started).toMatchObject({ status: 'online', restarts: 0 })

  using ann = await chatPerson(url, [])
  const { roomId } = await ann.client.createRoom(someName('room'))
  using bob = await chatPerson(url, [roomId])
  const people = [ann, bob]
  const pauses = people.map(pausesOf)
  const written: string[] = []
  const talkWhile = async (disturb: () => Promise<void>) =>
    void written.push(...(await talkThrough(people, roomId, 5, disturb)))

  // Every worker is replaced, nobody is ever without a connection, and PM2 has the same process as before.
  await talkWhile(async () => {
    await pm2.run('sendSignal', 'SIGHUP', 'hubbub')
    await eventually(async () => expect(await pm2.output()).toContain('all workers replaced'), PATIENCE)
  })
  await allSeeAllOnceInOneOrder(people, roomId, written)
  expect(pauses.flat()).toEqual([])
  expect(await pm2.app()).toEqual(started)

  // The node is stopped in order and started anew.
  await talkWhile(async () => {
    await pm2.run('reload', 'hubbub')
  })
  await allSeeAllOnceInOneOrder(people, roomId, written)
  const reloaded = await pm2.app()
  expect(reloaded).toMatchObject({ status: 'online', restarts: 1 })
  expect(reloaded.pid).not.toBe(started.pid)
  expect(await pm2.output()).toContain('Stopped. Everything acknowledged is kept.')
  for (const own of pauses) expect(own).toHaveLength(1)

  await talkWhile(async () => {
    process.kill(reloaded.pid, 'SIGKILL')
    await eventually(
      async () => expect(await pm2.app()).toMatchObject({ status: 'online', restarts: 2 }),
      PATIENCE,
    )
    await Promise.all(people.map(person => person.connected()))
  })
  await allSeeAllOnceInOneOrder(people, roomId, written)
  expect([...ann.resyncs, ...bob.resyncs]).toEqual([])
  console.log(`without a connection, in ms (pm2 reload, kill -9): ${JSON.stringify(pauses)}`)
}, 180_000)

test('pm2 stop ends the node in order, workers included, and nothing is killed', async () => {
  await using redis = await startRedis()
  await using pm2 = await startPm2(settings(await freePort(), redis))
  await pm2.run('start', ECOSYSTEM)
  const { pid } = await pm2.app()
  const pids = async () =>
    [...(await pm2.output()).matchAll(/"pid":(\d+),"msg":"worker ready"/g)].map(([, found]) => Number(found))
  const workers = await eventually(async () => {
    const found = await pids()
    expect(found).toHaveLength(2)
    return found
  }, PATIENCE)

  await pm2.run('stop', 'hubbub')
  expect(await pm2.app()).toMatchObject({ status: 'stopped', restarts: 0 })
  for (const ended of [pid, ...workers]) expect(isRunning(ended)).toBe(false)
  expect(await pm2.output()).toContain('Stopped. Everything acknowledged is kept.')
  expect(await pm2.log()).toContain('exited with code [0]')
  expect(await pm2.log()).not.toContain('SIGKILL')
})
