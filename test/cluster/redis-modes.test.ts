// The same promises on a Redis Cluster, behind Sentinels, behind TLS with an ACL user, and with acks that wait for a
// replica.

import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LOBBY } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { chatPerson } from '../support/chat-person.js'
import { eventually } from '../support/eventually.js'
import { startRedis } from '../support/redis-sandbox.js'
import { startRedisCluster, startRedisSentinel, startReplica } from '../support/redis-topologies.js'
import { sendFile } from '../support/send-file.js'
import { startCluster } from '../support/start-cluster.js'
import { allSeeAllOnceInOneOrder, annAndBob, talkThrough } from '../support/talk.js'
import { guest, newKey, post, signIn, someName } from '../support/wire-client.js'

test('[M2] on a Redis Cluster people in rooms on every shard see each message once and in order, through the loss of a shard', async () => {
  await using redis = await startRedisCluster()
  await using cluster = await startCluster({ env: { REDIS_URL: redis.url }, noRedis: true })
  const { ann, bob, roomId } = await annAndBob(cluster)
  using _ann = ann
  using _bob = bob

  // Rooms fall on shards by chance; a dozen leave none of the three without one.
  for (let n = 0; n < 12; n += 1) {
    const room = await ann.client.createRoom(someName('room'))
    await bob.client.joinRoom(room.roomId)
    ann.client.send(room.roomId, 'to all')
    await eventually(() => expect(bob.texts(room.roomId)).toEqual(['to all']))
  }
  const keysPerShard = await Promise.all(redis.primaries.map(({ redis: shard }) => shard.dbsize()))
  expect(keysPerShard.every(keys => keys > 0)).toBe(true)

  const workers = cluster.workers()
  const written = await talkThrough([ann, bob], roomId, 50, async () => {
    for (const primary of redis.primaries) {
      await primary.kill9()
      await primary.start()
      await eventually(async () => expect((await fetch(`${cluster.url}/readyz`)).status).toBe(200), {
        withinMs: 15_000,
      })
    }
  })
  await allSeeAllOnceInOneOrder([ann, bob], roomId, written)
  expect(cluster.workers()).toEqual(workers)
})

test('[S1] on a Redis Cluster logging out closes the connections of the session on the other worker within 1 s', async () => {
  await using redis = await startRedisCluster()
  await using cluster = await startCluster({ env: { REDIS_URL: redis.url }, noRedis: true })
  const [first, second] = cluster.workers()
  using here = await guest(cluster.url, { worker: first?.id ?? '' })
  using there = await chatPerson(cluster.url, [LOBBY], { as: here, worker: second?.id ?? '' })
  await post(cluster.url, '/api/auth/logout', {}, { cookie: here.cookie })
  await eventually(() => expect(there.client.getState().connection.state).toBe('signed-out'), {
    withinMs: 1_000,
  })
})

test('[S3] on a Redis Cluster a changed password closes the other session on the other worker within 1 s, and not this one', async () => {
  await using redis = await startRedisCluster()
  await using cluster = await startCluster({ env: { REDIS_URL: redis.url }, noRedis: true })
  const [first, second] = cluster.workers()
  const credentials = { name: someName('ann'), password: 'correct horse battery' }
  const mine = await signIn(cluster.url, 'register', credentials)
  const theirs = await signIn(cluster.url, 'login', credentials)
  using here = await chatPerson(cluster.url, [LOBBY], { as: mine, worker: first?.id ?? '' })
  using there = await chatPerson(cluster.url, [LOBBY], { as: theirs, worker: second?.id ?? '' })
  const passwords = { currentPassword: credentials.password, newPassword: 'another horse battery' }
  await post(cluster.url, '/api/auth/password', passwords, { cookie: mine.cookie })
  await eventually(() => expect(there.client.getState().connection.state).toBe('signed-out'), {
    withinMs: 1_000,
  })
  here.client.send(LOBBY, 'still here')
  await eventually(() => expect(here.texts(LOBBY)).toEqual(['still here']))
})

test('[M6] behind Sentinels a fail-over interrupts a conversation and loses nothing that had reached the replica', async () => {
  await using redis = await startRedisSentinel()
  await using cluster = await startCluster({
    env: { REDIS_URL: redis.url, DURABILITY: 'wait:1' },
    noRedis: true,
  })
  const { ann, bob, roomId } = await annAndBob(cluster)
  using _ann = ann
  using _bob = bob
  ann.client.send(roomId, 'before')
  await eventually(() => expect(bob.texts(roomId)).toEqual(['before']))

  await redis.primary.kill9()
  await eventually(async () => expect(await redis.primaryPort()).toBe(redis.replica.port), {
    withinMs: 20_000,
  })
  ann.client.send(roomId, 'after')
  // The one replica is the primary now: until the old one is back, nothing can be on two servers, so nothing is acked.
  await redis.primary.start()
  await eventually(
    () => {
      for (const person of [ann, bob]) {
        expect(person.texts(roomId)).toEqual(['before', 'after'])
        expect(person.room(roomId).outgoing).toEqual([])
      }
    },
    { withinMs: 40_000 },
  )
})

test('[M1] with DURABILITY=wait:1 a message is acknowledged only when a replica has it, and then stands once', async () => {
  await using primary = await startRedis()
  await using replica = await startReplica(primary)
  await using cluster = await startCluster({ redis: primary, workers: 1, env: { DURABILITY: 'wait:1' } })
  using ann = await guest(cluster.url)
  await ann.join(LOBBY)
  const safe = await ann.send(LOBBY, 'on both')
  expect(
    await replica.redis.xrange(`hubbub:{r:${LOBBY}}:log`, `${safe.seq}-0`, `${safe.seq}-0`),
  ).toHaveLength(1)

  replica.pause()
  const clientMessageId = newKey()
  expect(await ann.refused('message:send', { roomId: LOBBY, clientMessageId, text: 'on one' })).toMatchObject(
    { code: 'unavailable', retryable: true },
  )
  replica.resume()
  await eventually(
    async () => {
      const answer = await ann.ask('message:send', { roomId: LOBBY, clientMessageId, text: 'on one' })
      expect(answer).toMatchObject({ ok: true, value: { seq: safe.seq + 1, duplicate: true } })
    },
    { withinMs: 10_000 },
  )
})

test('[M1] behind TLS, as an ACL user who may touch nothing but the keys and channels of the chat, everything works', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'hubbub-tls-'))
  try {
    const [key, certificate] = [join(dir, 'key.pem'), join(dir, 'cert.pem')]
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-days',
        '2',
        '-subj',
        '/CN=localhost',
        '-addext',
        'subjectAltName=DNS:localhost,IP:127.0.0.1',
        '-keyout',
        key,
        '-out',
        certificate,
      ],
      { stdio: 'ignore' },
    )
    const acl = (await readFile(new URL('../../deploy/redis/users.acl', import.meta.url), 'utf8')).replace(
      'REPLACE-WITH-A-LONG-RANDOM-PASSWORD',
      'secret-of-the-test',
    )
    await using redis = await startRedis()
    const { port } = await startTlsPort(redis.redis, { key, certificate })
    for (const line of acl.split('\n').filter(rule => rule.startsWith('user hubbub '))) {
      await redis.redis.call('ACL', 'SETUSER', ...line.slice('user '.length).split(' '))
    }
    await using cluster = await startCluster({
      env: { REDIS_URL: `rediss://hubbub:secret-of-the-test@localhost:${port}`, REDIS_CA_FILE: certificate },
      noRedis: true,
    })
    const { ann, bob, roomId } = await annAndBob(cluster)
    using _ann = ann
    using _bob = bob
    const written = await talkThrough([ann, bob], roomId, 20, async () => undefined)
    await allSeeAllOnceInOneOrder([ann, bob], roomId, written)
    const file = await sendFile(cluster.url, ann.signedIn, roomId)
    ann.client.send(roomId, '', { files: [file] })
    await eventually(() => expect(bob.entries(roomId).at(-1)).toMatchObject({ files: [file] }))
    expect(
      (
        await post(cluster.url, '/api/auth/register', {
          name: someName('reg'),
          password: 'correct horse battery',
        })
      ).status,
    ).toBe(201)
    expect(cluster.output()).not.toContain('NOPERM')
    expect(cluster.output()).not.toContain('secret-of-the-test')
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
})

/** Opens a TLS port beside the plain one. */
async function startTlsPort(
  redis: { config(action: 'SET', ...settings: string[]): Promise<unknown>; options: { port?: number } },
  files: { key: string; certificate: string },
) {
  const port = (redis.options.port ?? 0) + 1
  await redis.config(
    'SET',
    'tls-cert-file',
    files.certificate,
    'tls-key-file',
    files.key,
    'tls-ca-cert-file',
    files.certificate,
    'tls-auth-clients',
    'no',
    'tls-port',
    String(port),
  )
  return { port }
}
