import { expect, test } from 'vitest'
import { eventually } from '../support/eventually.js'
import { ask, openRaw, POLLING } from '../support/raw-engine.js'
import { startCluster } from '../support/start-cluster.js'
import { signInGuest } from '../support/wire-client.js'

test('[D2] [H4] without Redis newcomers are sent on after 3.5 s and clients told to move after 15 s; who can go nowhere stays', {
  timeout: 60_000,
}, async () => {
  await using cluster = await startCluster({ workers: 1 })
  const { cookie } = await signInGuest(cluster.url)
  using ann = await openRaw(cluster.url, { cookie })
  const poll = () => ask(cluster.url, POLLING, { headers: { cookie } })

  cluster.redis.pause()
  const since = performance.now()
  await eventually(async () => expect((await ask(cluster.url, '/readyz')).status).toBe(503), {
    withinMs: 5_000,
  })
  await expect(openRaw(cluster.url, { cookie })).rejects.toThrow('503')
  expect(await poll()).toMatchObject({ status: 503, headers: { 'retry-after': '1' } })
  const isTold = () => ann.frames.some(frame => frame.startsWith('42["server:draining",{"moveInMs":'))
  expect(isTold()).toBe(false)
  await eventually(() => expect(isTold()).toBe(true), { withinMs: 20_000 })
  expect(performance.now() - since).toBeGreaterThan(14_000)

  cluster.redis.resume()
  await eventually(async () => expect(await ann.command('rooms:list', {})).toMatchObject({ ok: true }))
  await eventually(async () => {
    using next = await openRaw(cluster.url, { cookie })
    expect(await next.command('rooms:list', {})).toMatchObject({ ok: true })
  })
  expect((await poll()).status).toBe(200)
})
