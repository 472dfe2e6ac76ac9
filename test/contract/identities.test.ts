// Accounts of people whom an identity provider vouches for.

import { LOBBY } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { createAccountRules } from '../../apps/server/src/chat/accounts.js'
import { createEnterByIdentity } from '../../apps/server/src/chat/identities.js'
import { createOpenAccount } from '../../apps/server/src/chat/open-account.js'
import type { Identity } from '../../apps/server/src/chat/ports.js'
import { codeOf, connectStores, OPEN_TO_ALL } from './redis-stores.js'

async function setUp() {
  const stores = await connectStores()
  await stores.rooms.ensure(LOBBY, 'Lobby', 'lobby')
  const openAccount = createOpenAccount({ ...stores, beginReading: async () => undefined, now: Date.now })
  const rules = createAccountRules(
    {
      ...stores,
      signUp: OPEN_TO_ALL,
      openAccount,
      passwords: {
        hash: async password => password,
        matches: async (password, stored) => password === stored,
      },
    },
    60,
    Date.now,
  )
  const enter = createEnterByIdentity({ ...stores, openAccount })
  return { ...stores, rules, openAccount, enter }
}

const identityOf = (subject: string, ...names: readonly string[]): Identity => ({
  provider: 'Acme',
  issuer: 'https://login.example',
  subject,
  names,
})

test('[A8] whoever is vouched for gets an account, and the same one each time, whatever they are called by then', async () => {
  const { enter, rooms, accounts } = await setUp()
  const first = await enter(identityOf('1', 'ada@corp.example', 'Ada L.'))
  expect(first.account).toMatchObject({ name: 'ada', kind: 'registered', provider: 'Acme' })
  expect(await rooms.isMember(LOBBY, first.account.userId)).toBe(true)
  expect(await accounts.lifeLeft(first.account.userId)).toBe(Number.POSITIVE_INFINITY)
  expect(await enter(identityOf('1', 'ada.lovelace'))).toEqual(first)
  const another = await enter({ ...identityOf('1', 'Grace'), issuer: 'https://other.example' })
  expect(another.account).toMatchObject({ name: 'Grace' })
})

test('[A8] a name that is taken is left to whoever has it: the next one, or one with a number, is theirs', async () => {
  const { enter, rules } = await setUp()
  await rules.register({ name: 'Ada', password: 'hunter22' })
  const nameOf = async (subject: string, ...names: string[]) =>
    (await enter(identityOf(subject, ...names))).account.name
  expect(await nameOf('1', 'ada', 'Ada Lovelace')).toBe('Ada Lovelace')
  expect(await nameOf('2', 'ada')).toBe('ada 2')
  expect(await nameOf('3', 'ADA')).toBe('ADA 3')
  expect(await nameOf('4')).toBe('Somebody')
  expect(await nameOf('5', '', '\u202e', '@corp.example')).toBe('Somebody 2')
  expect(await nameOf('6', 'x'.repeat(100))).toBe('x'.repeat(32))
  expect(await nameOf('7', 'x'.repeat(100))).toBe(`${'x'.repeat(29)} 2`)
})

test('[A8] of several who come in by one identity at once one makes the account, and nobody a second', async () => {
  const { enter, accounts } = await setUp()
  const outcomes = await Promise.all([1, 2, 3, 4].map(() => codeOf(enter(identityOf('1', 'Ada')))))
  expect(outcomes.filter(outcome => outcome === 'accepted').length).toBeGreaterThanOrEqual(1)
  expect(outcomes.every(outcome => outcome === 'accepted' || outcome === 'unavailable')).toBe(true)
  expect((await enter(identityOf('1', 'Ada'))).account.name).toBe('Ada')
  expect(await accounts.findPeople('ada', 10)).toHaveLength(1)
})

test('[A8] whoever is interrupted before the account is there comes in later, and nobody into what is unfinished', async () => {
  const { enter, identities, openAccount, accounts, redis, prefix } = await setUp()
  const identity = identityOf('1', 'Ada')
  const broken = createEnterByIdentity({
    accounts,
    openAccount,
    identities: {
      ...identities,
      async link(...what) {
        await identities.link(...what)
        throw new Error('interrupted')
      },
    },
  })
  await expect(broken(identity)).rejects.toThrow('interrupted')
  expect(await codeOf(enter(identity))).toBe('unavailable')
  // As Redis does when the minute is over.
  for (const pattern of ['identity-claim', 'account'])
    for (const key of await redis.keys(`${prefix}${pattern}*`)) await redis.del(key)
  expect((await enter(identity)).account.name).toBe('Ada')
})

test('[A9] nobody comes into such an account by a password, and it has none to change', async () => {
  const { enter, rules } = await setUp()
  const { account, generation } = await enter(identityOf('1', 'Ada'))
  for (const password of ['', 'hunter22', 'null'])
    expect(await codeOf(rules.logIn({ name: 'Ada', password }))).toBe('bad_credentials')
  const session = { sessionId: 'a-session', account, generation }
  const passwords = { currentPassword: 'hunter22', newPassword: 'hunter23' }
  expect(await codeOf(rules.changePassword(session, passwords))).toBe('not_registered')
  await rules.endOtherSessions(session)
  expect((await enter(identityOf('1', 'Ada'))).generation).toBe(generation + 1)
})
