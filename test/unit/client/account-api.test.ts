import { ChatError, toFailure } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { createAccountApi } from '../../../packages/client/src/account-api.js'
import { ann } from './make.js'
import { recordingFetch } from './recording-fetch.js'

function startApi(respond: () => Response | Promise<Response>) {
  const { asked, fetch } = recordingFetch(respond)
  return {
    asked,
    api: createAccountApi({ url: 'https://chat.example.com', fetch, headers: { cookie: 'sid=1' } }),
  }
}

test('signing in sends JSON with the cookie and gives the account', async () => {
  const { api, asked } = startApi(() => Response.json(ann, { status: 201 }))
  expect(await api.register('Ann', 'long enough')).toEqual(ann)
  expect(asked[0]?.url).toBe('https://chat.example.com/api/auth/register')
  expect(asked[0]?.init).toMatchObject({
    method: 'POST',
    credentials: 'same-origin',
    body: '{"name":"Ann","password":"long enough"}',
    headers: { 'content-type': 'application/json', cookie: 'sid=1' },
  })
})

test('[A10] the new password goes with the token of the link, and the account comes back', async () => {
  const { api, asked } = startApi(() => Response.json(ann))
  expect(await api.resetPassword('t'.repeat(32), 'long enough')).toEqual(ann)
  expect(asked[0]?.url).toBe('https://chat.example.com/api/auth/reset-password')
  expect(asked[0]?.init).toMatchObject({ body: `{"token":"${'t'.repeat(32)}","newPassword":"long enough"}` })
})

test('a refusal carries the code of the server', async () => {
  const failure = toFailure(new ChatError('rate_limited', 'Too many attempts.', 3_000))
  const { api } = startApi(() => Response.json(failure, { status: 429 }))
  await expect(api.login('Ann', 'wrong')).rejects.toMatchObject({
    name: 'CommandFailed',
    code: 'rate_limited',
    message: 'Too many attempts.',
    retryable: true,
    retryAfterMs: 3_000,
  })
})

test('no answer, and an answer that is not the server’s, are told as unavailable', async () => {
  const unreachable = startApi(() => Promise.reject(new TypeError('fetch failed')))
  await expect(unreachable.api.guest('Ann')).rejects.toMatchObject({ code: 'unavailable', retryable: true })

  const proxy = startApi(() => new Response('<h1>502 Bad Gateway</h1>', { status: 502 }))
  await expect(proxy.api.guest('Ann')).rejects.toMatchObject({ code: 'unavailable', retryable: true })
})

test('who is signed in is an account, or nobody', async () => {
  expect(await startApi(() => Response.json(ann)).api.me()).toEqual(ann)
  expect(await startApi(() => new Response('{}', { status: 401 })).api.me()).toBeNull()
})

test('an answer without an account is not taken for one', async () => {
  const { api } = startApi(() => Response.json({ userId: 7 }))
  await expect(api.me()).rejects.toMatchObject({ code: 'internal' })
})

test('signing out is a JSON post without fields', async () => {
  const { api, asked } = startApi(() => new Response(null, { status: 204 }))
  await api.logout()
  expect(asked[0]?.init).toMatchObject({ method: 'POST', body: '{}' })
})

test('how somebody may come in is what the server says, as far as it is known here; or not known', async () => {
  const told = async (respond: () => Response) => startApi(respond).api.ways()
  expect(await told(() => Response.json({ ways: ['guest', 'by-mail', 'register'] }))).toEqual({
    ways: ['register', 'guest'],
    provider: null,
  })
  expect(await told(() => Response.json({ ways: [], provider: 'Acme' }))).toEqual({
    ways: [],
    provider: 'Acme',
  })
  expect(await told(() => Response.json({ ways: [], provider: 7 }))).toEqual({ ways: [], provider: null })
  for (const answer of [{ ways: 'all' }, {}, null, 7])
    expect(await told(() => Response.json(answer))).toBe(null)
  expect(await told(() => new Response('<h1>Sign in to this hotel</h1>'))).toBe(null)
  expect(await told(() => Response.json({ ok: false }, { status: 404 }))).toBe(null)
  await expect(told(() => Promise.reject(new TypeError('fetch failed')) as never)).rejects.toMatchObject({
    code: 'unavailable',
  })
})
