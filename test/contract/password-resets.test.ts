// Tokens by which a forgotten password is set anew, in Redis, and what becomes of the account.

import { LOBBY, PASSWORD_RESET_TTL_SECONDS } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { createAccountRules } from '../../apps/server/src/chat/accounts.js'
import { createOpenAccount, newUserId } from '../../apps/server/src/chat/open-account.js'
import { createMakePasswordReset, createResetPassword } from '../../apps/server/src/chat/password-resets.js'
import type { Session } from '../../apps/server/src/chat/ports.js'
import { codeOf, connectStores, OPEN_TO_ALL } from './redis-stores.js'
import { sessionOf } from './session-of.js'

/** A password is its hash. */
async function setUp() {
  const stores = await connectStores()
  await stores.rooms.ensure(LOBBY, 'Lobby', 'lobby')
  const openAccount = createOpenAccount({ ...stores, beginReading: async () => undefined, now: Date.now })
  let meanwhile: () => Promise<unknown> = nothing
  const passwords = {
    async hash(password: string) {
      const work = meanwhile
      meanwhile = nothing
      await work()
      return password
    },
    matches: async (password: string, stored: string | null) => password === stored,
  }
  const rules = createAccountRules({ ...stores, signUp: OPEN_TO_ALL, openAccount, passwords }, 60, Date.now)
  const make = createMakePasswordReset({ ...stores, now: () => 1_000 })
  const resetPassword = createResetPassword({ ...stores, passwords })
  await rules.register({ name: 'Ann', password: 'old' })
  return {
    ...stores,
    rules,
    openAccount,
    make,
    reset: (token: string, newPassword: string) => resetPassword({ token, newPassword }),
    logIn: (password: string) => rules.logIn({ name: 'Ann', password }),
    isOver: async (session: Session) => (await rules.lifeLeft(session)) === 0,
    /** Does that while the next password is hashed. */
    whileHashing(work: () => Promise<unknown>) {
      meanwhile = work
    },
  }
}

async function nothing(): Promise<void> {}

test('[A10] a token sets one password and ends every session of the account, also the one that ended others; then it is worth nothing', async () => {
  const { rules, make, reset, logIn, isOver } = await setUp()
  const [other, spared] = [sessionOf(await logIn('old')), sessionOf(await logIn('old'))]
  await rules.endOtherSessions(spared)
  const later = sessionOf(await logIn('old'))
  const { token, endsAt } = await make('ann')
  expect(endsAt).toBe(1_000 + PASSWORD_RESET_TTL_SECONDS * 1_000)
  // That there is one changes nothing.
  expect(await Promise.all([other, spared, later].map(isOver))).toEqual([true, false, false])

  const mine = sessionOf(await reset(token, 'new'))
  expect(mine.account).toMatchObject({ name: 'Ann', kind: 'registered' })
  expect(await Promise.all([other, spared, later, mine].map(isOver))).toEqual([true, true, true, false])
  expect(await codeOf(logIn('old'))).toBe('bad_credentials')
  expect(await isOver(sessionOf(await logIn('new')))).toBe(false)
  expect(await codeOf(reset(token, 'newer'))).toBe('not_found')
  expect(await isOver(mine)).toBe(false)
})

test('[A10] of several who use a token at once one sets the password, and only that one is signed in', async () => {
  const { make, reset, logIn, isOver } = await setUp()
  const { token } = await make('Ann')
  const words = ['one', 'two', 'three', 'four']
  const outcomes = await Promise.allSettled(words.map(word => reset(token, word)))
  const winners = words.filter((_, index) => outcomes[index]?.status === 'fulfilled')
  expect(winners).toHaveLength(1)
  const logIns = await Promise.all(words.map(word => codeOf(logIn(word))))
  expect(words.filter((_, index) => logIns[index] === 'accepted')).toEqual(winners)
  for (const outcome of outcomes) {
    if (outcome.status === 'fulfilled') expect(await isOver(sessionOf(outcome.value))).toBe(false)
    else expect(outcome.reason).toMatchObject({ code: 'not_found' })
  }
})

test('[A10] a new token makes the one before worthless, also one that is being used', async () => {
  const { make, reset, logIn, whileHashing } = await setUp()
  const first = await make('Ann')
  const second = await make('Ann')
  expect(await codeOf(reset(first.token, 'new'))).toBe('not_found')
  let third = second
  whileHashing(async () => {
    third = await make('Ann')
  })
  expect(await codeOf(reset(second.token, 'new'))).toBe('not_found')
  await logIn('old')
  expect(await codeOf(reset(third.token, 'new'))).toBe('accepted')
})

test('[A10] whoever is interrupted before the password is set uses the token again', async () => {
  const { make, reset, logIn, whileHashing } = await setUp()
  const { token } = await make('Ann')
  whileHashing(async () => {
    throw new Error('the worker has ended')
  })
  await expect(reset(token, 'new')).rejects.toThrow('the worker has ended')
  await logIn('old')
  expect(await codeOf(reset(token, 'new'))).toBe('accepted')
})

test('[A10] who changes the password needs no token any more: it is worth nothing then', async () => {
  const { rules, make, reset, logIn, isOver } = await setUp()
  const mine = sessionOf(await logIn('old'))
  const { token } = await make('Ann')
  await rules.endOtherSessions(mine)
  await rules.changePassword(mine, { currentPassword: 'old', newPassword: 'remembered' })
  expect(await codeOf(reset(token, 'new'))).toBe('not_found')
  expect(await isOver(mine)).toBe(false)
  await logIn('remembered')
})

test('[A10] who signs in with the old password while it is set anew has a session that is over', async () => {
  const { make, reset, logIn, isOver, whileHashing } = await setUp()
  const { token } = await make('Ann')
  let late: Session | undefined
  whileHashing(async () => {
    late = sessionOf(await logIn('old'))
  })
  await reset(token, 'new')
  expect(late && (await isOver(late))).toBe(true)
})

test('[A10] a token ends by itself, and what is kept of it lets nobody in', async () => {
  const { make, reset, redis, keys, prefix } = await setUp()
  const { token } = await make('Ann')
  const [key = ''] = await redis.keys(`${prefix}password-reset:*`)
  const seconds = await redis.ttl(key)
  expect(seconds).toBeGreaterThan(PASSWORD_RESET_TTL_SECONDS - 60)
  expect(seconds).toBeLessThanOrEqual(PASSWORD_RESET_TTL_SECONDS)
  const userId = (await redis.get(key)) ?? ''
  const kept = JSON.stringify([key, userId, await redis.hgetall(`${prefix}account:${userId}`)])
  expect(kept).not.toContain(token)
  expect(await codeOf(reset(key.slice(keys.passwordReset('').length), 'new'))).toBe('not_found')
  await redis.del(key)
  expect(await codeOf(reset(token, 'new'))).toBe('not_found')
})

test('[A10] there is none for a guest, for who signs in elsewhere, and for a name that is nobody’s', async () => {
  const { rules, openAccount, accounts, make, redis, prefix } = await setUp()
  await rules.enterAsGuest({ name: 'Gus' })
  const vouched = { userId: newUserId(), name: 'Vera', kind: 'registered', passwordHash: null } as const
  await openAccount(vouched, 'vera', null)
  const unfinished = { userId: newUserId(), name: 'Una', kind: 'registered', passwordHash: 'old' } as const
  await accounts.create(unfinished, 'una')
  const refusals = {
    Gus: 'not_registered',
    Vera: 'not_registered',
    Una: 'not_found',
    Nobody: 'not_found',
    // It only looks like hers.
    Аnn: 'not_found',
    '  ': 'bad_request',
  }
  for (const [name, code] of Object.entries(refusals))
    expect([name, await codeOf(make(name))]).toEqual([name, code])
  expect(await redis.keys(`${prefix}password-reset:*`)).toEqual([])
  expect(await codeOf(make('ANN'))).toBe('accepted')
})
