// Without a proxy, whoever asks is who is connected, whatever the request says.

import { expect, test } from 'vitest'
import { startCluster } from '../support/start-cluster.js'
import { post, someName } from '../support/wire-client.js'

test('[A4] without TRUST_PROXY made-up addresses do not help, and each address may try so often a minute', async () => {
  await using cluster = await startCluster({ workers: 1, env: { SIGN_INS_PER_MINUTE: '20' } })
  const guesses = await Promise.all(
    Array.from({ length: 15 }, (_, index) =>
      post(
        cluster.url,
        '/api/auth/login',
        { name: 'somebody', password: 'some password' },
        {
          'x-forwarded-for': `198.51.100.${index}`,
          'x-real-ip': `198.51.100.${index}`,
          forwarded: `for=198.51.100.${index}`,
        },
      ),
    ),
  )
  expect(guesses.filter(({ status }) => status === 401)).toHaveLength(10)
  expect(guesses.filter(({ status }) => status === 429)).toHaveLength(5)

  const guests = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      post(
        cluster.url,
        '/api/auth/guest',
        { name: someName() },
        { 'x-forwarded-for': `198.51.100.${index}` },
      ),
    ),
  )
  expect(guests.filter(({ status }) => status === 201)).toHaveLength(5)
  expect(guests.filter(({ status }) => status === 429)).toHaveLength(5)
  const plain = await post(
    cluster.url,
    '/api/auth/guest',
    { name: someName() },
    { 'x-forwarded-proto': 'https' },
  )
  expect(plain.headers.getSetCookie()).toEqual([])
})

test('[S5] signing out elsewhere counts among what an address may try in a minute', async () => {
  await using cluster = await startCluster({ workers: 1, env: { SIGN_INS_PER_MINUTE: '10' } })
  const registered = await post(cluster.url, '/api/auth/register', {
    name: someName('ann'),
    password: 'long enough a password',
  })
  const [cookie = ''] = registered.headers.getSetCookie().map(line => line.split(';')[0] ?? '')
  const tries = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      post(cluster.url, '/api/auth/sessions/end', { handle: String(index).padStart(22, 'x') }, { cookie }),
    ),
  )
  expect(tries.filter(({ status }) => status === 404)).toHaveLength(9)
  expect(tries.filter(({ status }) => status === 429)).toHaveLength(3)
})
