import { ChatError, toFailure } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { createSessionApi } from '../../../packages/client/src/session-api.js'
import { recordingFetch } from './recording-fetch.js'

function startApi(respond: () => Response) {
  const { asked, fetch } = recordingFetch(respond)
  return { asked, api: createSessionApi({ url: 'https://chat.example.com', fetch }) }
}

test('changing the password sends both, and signing out elsewhere nothing', async () => {
  const { api, asked } = startApi(() => new Response(null, { status: 204 }))
  await api.changePassword('the old one', 'the new one')
  await api.endOthers()
  expect(asked.map(({ url, init }) => [url, init?.body])).toEqual([
    [
      'https://chat.example.com/api/auth/password',
      '{"currentPassword":"the old one","newPassword":"the new one"}',
    ],
    ['https://chat.example.com/api/auth/logout-others', '{}'],
  ])
})

test('the sessions of the account are read, and one is ended by its handle', async () => {
  const session = { handle: 'h1', userAgent: 'Firefox', startedAt: 1, usedAt: 2, isThis: true }
  const { api, asked } = startApi(() => Response.json({ sessions: [session] }))
  expect(await api.list()).toEqual([session])
  await api.end('h1')
  expect(asked.map(({ url, init }) => [url, init?.method, init?.body])).toEqual([
    ['https://chat.example.com/api/auth/sessions', 'GET', undefined],
    ['https://chat.example.com/api/auth/sessions/end', 'POST', '{"handle":"h1"}'],
  ])
})

test('what are no sessions is not taken for any, and a refusal is told', async () => {
  const session = { handle: 'h1', userAgent: 'Firefox', startedAt: 1, usedAt: 2, isThis: true }
  for (const body of [
    {},
    null,
    { sessions: {} },
    { sessions: [{ ...session, usedAt: 'now' }] },
    { sessions: [7] },
  ])
    await expect(startApi(() => Response.json(body)).api.list()).rejects.toMatchObject({
      code: 'internal',
    })
  const failure = toFailure(new ChatError('not_registered', 'A guest has no other sessions.'))
  const refused = startApi(() => Response.json(failure, { status: 403 }))
  await expect(refused.api.list()).rejects.toMatchObject({ code: 'not_registered' })
})
