// Accounts of people whom an identity provider vouches for.

import { LOBBY } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { createAccountRules } from '../../apps/server/src/chat/accounts.js'
import { createEnterByIdentity } from '../../apps/server/src/chat/identities.js'
import { createOpenAccount } from '../../apps/server/src/chat/open-account.js'
import { createOperators } from '../../apps/server/src/chat/operators.js'
import type { Identity } from '../../apps/server/src/chat/ports.js'
import { codeOf, connectStores, OPEN_TO_ALL } from './redis-stores.js'

const SESSION_MS = 50_000

async function setUp() {
  const stores = await connectStores()
  await stores.rooms.ensure(LOBBY, 'Lobby', 'lobby')
  const time = { nowMs: 1_000_000 }
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
    () => time.nowMs,
  )
  const more = {
    openAccount,
    mayOperate: createOperators(['Root'], false),
    sessionMs: SESSION_MS,
    now: () => time.nowMs,
  }
  const enter = createEnterByIdentity({ ...stores, ...more })
  return { ...stores, rules, more, enter, time }
}

const identityOf = (subject: string, ...names: readonly string[]): Identity => ({
  provider: 'Acme',
  issuer: 'https://login.example',
  subject,
  names: async () => names,
})

test('[A8] whoever is vouched for gets an account, and the same one each time, whatever they are called by then', async () => {
  const { enter, rooms, accounts } = await setUp()
  const first = await enter(identityOf('1', 'ada@corp.example', 'Ada L.'))
  const vouched = { by: 'Acme', until: 1_000_000 + SESSION_MS }
  expect(first.account).toMatchObject({ name: 'ada', kind: 'registered', vouched })
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
  expect(await nameOf('7', 'x'.repeat(100))).toBe(`${'x'.repeat(25)} 2`)
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
  const { enter, identities, more, accounts, redis, prefix } = await setUp()
  const identity = identityOf('1', 'Ada')
  const broken = createEnterByIdentity({
    ...{ accounts, ...more },
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

test('[A8] when the names with small numbers are taken, there are others', async () => {
  const { enter } = await setUp()
  const names: string[] = []
  for (let count = 1; count <= 23; count++)
    names.push((await enter(identityOf(String(count), 'Kim'))).account.name)
  expect(names.slice(0, 2)).toEqual(['Kim', 'Kim 2'])
  expect(names[20]).toBe('Kim 21')
  for (const name of names.slice(21)) expect(name).toMatch(/^Kim \d{6}$/)
})

test('[A8] nobody gets a name that gives rights by what they are called elsewhere', async () => {
  const { enter } = await setUp()
  for (const [subject, name] of [
    ['1', 'Root'],
    ['2', 'r\u00f6\u00f6t'],
    ['3', 'R00T'],
  ] as const)
    expect((await enter(identityOf(subject, name))).account.name).not.toMatch(/^r..t$/i)
})

test('[A8] an account that was interrupted as it was kept is kept by the next sign-in', async () => {
  const { enter, accounts, redis, keys } = await setUp()
  const { account } = await enter(identityOf('1', 'Ada'))
  // As after the first of the steps by which it is kept.
  await redis.expire(keys.accountName('ada'), 60)
  await redis.del(keys.people)
  await enter(identityOf('1', 'Ada'))
  expect(await redis.ttl(keys.accountName('ada'))).toBe(-1)
  expect(await accounts.findPeople('ada', 10)).toEqual([{ userId: account.userId, name: 'Ada' }])
})

test('[A8] a session ends when the provider has not vouched for its owner for as long as a session lives', async () => {
  const { enter, rules, time } = await setUp()
  const { account, generation } = await enter(identityOf('1', 'Ada'))
  const session = { sessionId: 'a-session', account, generation }
  expect(await rules.lifeLeft(session)).toBe(SESSION_MS)
  expect(await rules.over([session])).toEqual([])
  time.nowMs += SESSION_MS
  expect(await rules.lifeLeft(session)).toBe(0)
  expect(await rules.over([session])).toEqual([session])
  expect(await rules.lifeLeft({ ...session, account: (await enter(identityOf('1'))).account })).toBe(
    SESSION_MS,
  )
})
