// Invitations in Redis, and who is let in by them.

import { INVITATION_TTL_SECONDS, LOBBY } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { createAccountRules } from '../../apps/server/src/chat/accounts.js'
import { createOpenAccount } from '../../apps/server/src/chat/open-account.js'
import { createSignUpRules } from '../../apps/server/src/chat/sign-up.js'
import { codeOf, connectStores } from './redis-stores.js'

async function setUp(ways: readonly ('register' | 'guest')[] = []) {
  const stores = await connectStores()
  await stores.rooms.ensure(LOBBY, 'Lobby', 'lobby')
  const signUp = createSignUpRules({ ways, invitations: stores.invitations, now: () => 1_000 })
  const hashed: string[] = []
  const rules = createAccountRules(
    {
      ...stores,
      signUp,
      openAccount: createOpenAccount({ ...stores, beginReading: async () => undefined, now: Date.now }),
      passwords: {
        async hash(password) {
          hashed.push(password)
          return password
        },
        matches: async (password, stored) => password === stored,
      },
    },
    60,
    Date.now,
  )
  const register = (name: string, invitation?: string) =>
    rules.register({ name, password: 'long enough', ...(invitation && { invitation }) })
  return { ...stores, signUp, rules, register, hashed }
}

test('[A7] an invitation admits one account, of several who use it at once one, and nobody after that', async () => {
  const { signUp, rules, register, redis, prefix } = await setUp()
  const names = ['Ann', 'Bob', 'Cy', 'Dan']
  const { token, endsAt } = await signUp.invite()
  expect(endsAt).toBe(1_000 + INVITATION_TTL_SECONDS * 1_000)
  const outcomes = await Promise.all(names.map(name => codeOf(register(name, token))))
  expect(outcomes.sort()).toEqual(['accepted', 'sign_up_closed', 'sign_up_closed', 'sign_up_closed'])
  expect(await codeOf(register('Eve', token))).toBe('sign_up_closed')
  // Of those who were too late nothing is there: no name is taken, and nobody can sign in.
  expect(await redis.keys(`${prefix}account:*`)).toHaveLength(1)
  const logIns = await Promise.all(names.map(name => codeOf(rules.logIn({ name, password: 'long enough' }))))
  expect(logIns.filter(code => code === 'accepted')).toHaveLength(1)
})

test('[A7] whoever is interrupted before the account is there uses the invitation again after a minute', async () => {
  const { signUp, rules, register, rooms, redis, prefix } = await setUp()
  const { token } = await signUp.invite()
  const { join } = rooms
  rooms.join = async () => {
    throw new Error('the worker has ended')
  }
  await expect(register('Ann', token)).rejects.toThrow('the worker has ended')
  rooms.join = join
  expect(await codeOf(register('Bob', token))).toBe('sign_up_closed')
  const [claim = ''] = await redis.keys(`${prefix}invitation-claim:*`)
  const seconds = await redis.ttl(claim)
  expect(seconds).toBeGreaterThan(0)
  expect(seconds).toBeLessThanOrEqual(60)
  // Nor does what was written let anybody in.
  expect(await codeOf(rules.logIn({ name: 'Ann', password: 'long enough' }))).toBe('bad_credentials')
  await redis.del(claim)
  expect(await codeOf(register('Bob', token))).toBe('accepted')
  expect(await codeOf(rules.register({ name: 'Cy', password: 'long enough', invitation: token }))).toBe(
    'sign_up_closed',
  )
})

test('[A7] a name that is taken, or none at all, spends no invitation', async () => {
  const { signUp, register } = await setUp()
  const first = await signUp.invite()
  await register('Ann', first.token)
  const { token } = await signUp.invite()
  expect(await codeOf(register('ann', token))).toBe('name_taken')
  expect(await codeOf(register(' ', token))).toBe('bad_request')
  expect(await codeOf(register('Bob', token))).toBe('accepted')
})

test('[A7] an invitation ends by itself, and what is kept of it lets nobody in', async () => {
  const { signUp, register, redis, keys, prefix } = await setUp()
  const { token } = await signUp.invite()
  const [key = ''] = await redis.keys(`${prefix}invitation:*`)
  const seconds = await redis.ttl(key)
  expect(seconds).toBeGreaterThan(INVITATION_TTL_SECONDS - 60)
  expect(seconds).toBeLessThanOrEqual(INVITATION_TTL_SECONDS)
  expect(`${key} ${await redis.get(key)}`).not.toContain(token)
  expect(await codeOf(register('Ann', key.slice(keys.invitation('').length)))).toBe('sign_up_closed')
  await redis.del(key)
  expect(await codeOf(register('Ann', token))).toBe('sign_up_closed')
})

test('[A6] what is closed is refused before any work is done; what is open asks for no invitation and spends none', async () => {
  const { signUp, register, rules, hashed } = await setUp(['guest'])
  expect(await codeOf(register('Ann'))).toBe('sign_up_closed')
  expect(await codeOf(register('Ann', 'a'.repeat(32)))).toBe('sign_up_closed')
  expect(hashed).toEqual([])
  expect(await codeOf(rules.enterAsGuest({ name: 'Gus' }))).toBe('accepted')
  const { token } = await signUp.invite()
  const open = await setUp(['register'])
  expect(await codeOf(open.register('Ann', token))).toBe('accepted')
  expect(await codeOf(open.rules.enterAsGuest({ name: 'Gus' }))).toBe('sign_up_closed')
  expect(await codeOf(register('Bob', token))).toBe('accepted')
})
