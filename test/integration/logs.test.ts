// What the log tells, and what it must not.

import { expect, test } from 'vitest'
import { eventually } from '../support/eventually.js'
import { sessionIdIn } from '../support/session-id.js'
import { startCluster } from '../support/start-cluster.js'
import { connect, cookieOf, newKey, post, signInGuest, someName } from '../support/wire-client.js'

const TEXT = 'canary-text-7d1f'
const PASSWORD = 'canary-password-7d1f'

test('[O4] each line of the log names node and worker, none a text, cookie, session, password or address of a webhook, also when all goes wrong', async () => {
  await using cluster = await startCluster({ workers: 2, env: { LOG_LEVEL: 'trace' } })
  const { redis } = cluster.redis
  const name = someName('logged')
  const registered = await post(cluster.url, '/api/auth/register', { name, password: PASSWORD })
  const ann = { account: await registered.json(), cookie: cookieOf(registered) }
  using client = await connect(cluster.url, ann, { transports: ['polling', 'websocket'] })
  const roomId = await client.newRoom()
  await client.send(roomId, TEXT)
  const key = newKey()
  const { seq, mid } = await client.ok('message:send', { roomId, clientMessageId: key, text: TEXT })
  await client.ok('message:change', { roomId, clientMessageId: newKey(), seq, mid, text: `${TEXT} new` })
  await client.refused('message:send', { roomId, clientMessageId: key, text: `${TEXT} other` })
  const webhook = await client.ok('webhook:create', { roomId, clientMessageId: newKey(), name: 'CI' })
  const program = { text: TEXT, idempotencyKey: TEXT }
  expect((await post(cluster.url, webhook.path, program)).status).toBe(200)
  await post(cluster.url, webhook.path, { ...program, text: `${TEXT} other` })
  await post(cluster.url, webhook.path, TEXT)
  await post(cluster.url, `${webhook.path}/more`, program)
  await client.raw('message:send', { roomId, clientMessageId: key, text: TEXT, extra: TEXT }, TEXT)
  await post(cluster.url, '/api/auth/login', { name, password: `${PASSWORD} wrong` })
  await post(cluster.url, '/api/auth/login', { name, password: PASSWORD, extra: PASSWORD })

  // Redis refuses every write, and tells each error with the command it belongs to.
  const { cookie } = await signInGuest(cluster.url)
  await redis.config('SET', 'maxmemory', '1')
  expect(
    await client.refused('message:send', { roomId, clientMessageId: newKey(), text: TEXT }),
  ).toMatchObject({
    code: 'unavailable',
  })
  expect((await post(cluster.url, webhook.path, { text: TEXT })).status).toBe(503)
  const change = { roomId, clientMessageId: newKey(), seq, mid, text: TEXT }
  expect(await client.refused('message:change', change)).toMatchObject({ code: 'unavailable' })
  expect((await post(cluster.url, '/api/auth/login', { name, password: PASSWORD })).status).toBe(503)
  expect((await post(cluster.url, '/api/auth/guest', { name: someName() }, { cookie })).status).toBe(503)
  await redis.config('SET', 'maxmemory', '0')
  await redis.hset(`hubbub:{r:${roomId}}:log`, 'not', 'a stream').catch(() => undefined)
  await redis.set(`hubbub:{r:${roomId}}:members`, 'not a set')
  await client.refused('message:send', { roomId, clientMessageId: newKey(), text: TEXT })
  await redis.set(`hubbub:{r:${roomId}}:webhooks`, 'not a hash')
  await post(cluster.url, webhook.path, program)
  await redis.del(`hubbub:{r:${roomId}}:members`)
  await post(cluster.url, '/api/auth/logout', {}, { cookie: ann.cookie })
  await client.ended
  await eventually(() => expect(cluster.log().some(({ msg }) => msg === 'command failed')).toBe(true))

  await cluster.stop()
  const output = cluster.output()
  const secretOfWebhook = webhook.path.slice(webhook.path.lastIndexOf('/') + 1)
  const secrets = [TEXT, PASSWORD, secretOfWebhook, ...[ann.cookie, cookie].flatMap(secretsIn)]
  for (const secret of secrets) expect(output).not.toContain(secret)
  for (const line of cluster.log()) {
    expect(line).toMatchObject({ node: 'node-a', worker: expect.stringMatching(/^(primary|\d+)$/) })
  }
  expect(cluster.log().filter(({ msg }) => /bug/.test(msg))).toEqual([])
})

/** The cookie's value and the session id in it, each as it is and as it travels. */
function secretsIn(cookie: string): string[] {
  const value = cookie.slice(cookie.indexOf('=') + 1)
  return [value, decodeURIComponent(value), sessionIdIn(cookie)]
}
