import { parseUserId } from '@hubbub/shared'
import { fastify } from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import { createTrustedOrigin } from '../../../apps/server/src/http/origin.js'
import { PROVIDER_PATH, registerProviderRoutes } from '../../../apps/server/src/http/provider-routes.js'

const PROOF = { state: 's'.repeat(43), nonce: 'n'.repeat(43), verifier: 'v'.repeat(43) }

async function startRoutes(publicUrl: string) {
  const app = fastify()
  onTestFinished(() => app.close())
  const signedIn = {
    account: { userId: parseUserId('ann'), name: 'Ann', kind: 'registered' as const },
    generation: 0,
  }
  registerProviderRoutes(
    app,
    {
      provider: {
        name: 'Acme',
        begin: async () => ({ url: 'https://login.example/', proof: PROOF }),
        finish: async () => ({ provider: 'Acme', issuer: 'x', subject: 'y', names: async () => [] }),
      },
      enterByIdentity: async () => signedIn,
      throttles: { fromAddress: async () => undefined },
      isTrustedOrigin: createTrustedOrigin(publicUrl, []),
      publicUrl,
    },
    async () => undefined,
  )
  const { host } = new URL(publicUrl)
  const go = (url: string, cookie = '') => app.inject({ url, headers: { host, cookie } })
  return { go }
}

test('[A9] what only this browser is to have is told no script, no other host, and behind TLS no eavesdropper', async () => {
  const { go } = await startRoutes('https://chat.example')
  const begun = await go(PROVIDER_PATH)
  const [, value = ''] = /^__Host-hubbub-sign-in=([^;]+);/.exec(String(begun.headers['set-cookie'])) ?? []
  expect(value).toBe(`${PROOF.state}.${PROOF.nonce}.${PROOF.verifier}.`)
  expect(String(begun.headers['set-cookie']).split('; ').slice(1)).toEqual([
    'Max-Age=900',
    'Path=/',
    'HttpOnly',
    'Secure',
    'SameSite=Lax',
  ])
  expect(begun.headers).toMatchObject({ location: 'https://login.example/', 'cache-control': 'no-store' })

  const ended = await go(
    `${PROVIDER_PATH}/callback?state=${PROOF.state}&code=x`,
    `__Host-hubbub-sign-in=${value}`,
  )
  expect(ended.headers.location).toBe('/')
  expect(String(ended.headers['set-cookie'])).toBe(
    '__Host-hubbub-sign-in=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax',
  )
})

test('[A9] an answer to another question ends nothing that has begun', async () => {
  const { go } = await startRoutes('http://localhost:3000')
  const cookie = `hubbub-sign-in=${PROOF.state}.${PROOF.nonce}.${PROOF.verifier}.`
  for (const query of ['', '?code=x', `?state=${'t'.repeat(43)}&code=x`]) {
    const answer = await go(`${PROVIDER_PATH}/callback${query}`, cookie)
    expect([query, answer.headers.location, answer.headers['set-cookie']]).toEqual([
      query,
      '/?sign-in=expired',
      undefined,
    ])
  }
})
