// The sessions that the owner of an account is told of, and how one of them ends another.

import { type Account, LOBBY, parseUserId } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { createOwnSessionRules } from '../../apps/server/src/chat/own-sessions.js'
import type { Session } from '../../apps/server/src/chat/ports.js'
import { createKnownSessions } from '../../apps/server/src/redis/known-sessions.js'
import { createSessionStore } from '../../apps/server/src/redis/session-store.js'
import { codeOf, connectStores } from './redis-stores.js'

const FULL_LIFE_MS = 3_600_000
const MINUTE_MS = 60_000

async function setUp() {
  const { connections, keys, accounts, rooms, redis } = await connectStores()
  await rooms.ensure(LOBBY, 'Lobby', 'lobby')
  const { commands } = connections
  const sessions = createSessionStore(commands, keys, FULL_LIFE_MS)
  const known = createKnownSessions(commands, keys)
  let now = 1_000_000
  const rules = createOwnSessionRules({ known, sessions, accounts, fullLifeMs: FULL_LIFE_MS, now: () => now })
  const account: Account = { userId: parseUserId('u_Ann'), name: 'Ann', kind: 'registered' }
  await accounts.create({ ...account, passwordHash: 'hash' }, 'ann')

  let made = 0
  function newSession(generation = 0): Session {
    made += 1
    return { sessionId: `s${made}`, account, generation }
  }
  /** As the store of cookie sessions writes it. */
  const save = ({ sessionId }: Session, lifeMs = FULL_LIFE_MS) =>
    redis.set(keys.sessions + sessionId, '{}', 'PX', lifeMs)

  return {
    rules,
    accounts,
    known,
    account,
    newSession,
    save,
    /** A session that began and can be used. */
    async begin(userAgent: string, generation = 0) {
      const session = newSession(generation)
      await rules.begins(session, userAgent)
      await save(session)
      return session
    },
    async agents(session: Session) {
      return (await rules.list(session, 'who asks')).map(({ userAgent }) => userAgent)
    },
    goOn(ms: number) {
      now += ms
    },
    async exists({ sessionId }: Session) {
      const exists = (await sessions.lifeLeft(sessionId)) > 0
      expect(await sessions.ended([sessionId])).toEqual(exists ? [] : [sessionId])
      return exists
    },
    logOut: ({ sessionId }: Session) => redis.del(keys.sessions + sessionId),
  }
}

test('[S5] somebody is told of every session there is: the own one first, then those used last', async () => {
  const { rules, begin, goOn, save } = await setUp()
  const laptop = await begin('Laptop with spaces  in it')
  goOn(MINUTE_MS)
  const phone = await begin('Phone')
  goOn(MINUTE_MS)
  await begin('')
  // Used last half an hour ago.
  await save(phone, FULL_LIFE_MS / 2)

  const listed = await rules.list(laptop, 'not this')
  expect(listed.map(({ userAgent, isThis }) => [userAgent, isThis])).toEqual([
    ['Laptop with spaces  in it', true],
    ['', false],
    ['Phone', false],
  ])
  expect(listed.map(({ startedAt }) => startedAt)).toEqual([1_000_000, 1_120_000, 1_060_000])
  // Never before it began.
  expect(listed[2]?.usedAt).toBe(1_060_000)
  expect(listed[1]?.usedAt).toBeLessThanOrEqual(1_120_000)
  expect(new Set(listed.map(({ handle }) => handle)).size).toBe(3)
  for (const { handle } of listed) expect(handle).toMatch(/^[\w-]{22}$/)
})

test('[S5] when a session was last used is told by what is left of its life', async () => {
  const { rules, begin, goOn, save } = await setUp()
  const mine = await begin('mine')
  const other = await begin('other')
  goOn(FULL_LIFE_MS)
  await save(other, FULL_LIFE_MS / 2)
  const [, listed] = await rules.list(mine, 'mine')
  const halfAnHourAgo = 1_000_000 + FULL_LIFE_MS / 2
  expect(listed?.usedAt).toBeGreaterThan(halfAnHourAgo - MINUTE_MS)
  expect(listed?.usedAt).toBeLessThanOrEqual(halfAnHourAgo)
})

test('[S5] one session ends another, and nothing else', async () => {
  const { rules, begin, exists, agents } = await setUp()
  const [mine, lost, third] = [await begin('mine'), await begin('lost'), await begin('third')]
  const handle = (await rules.list(mine, '')).find(({ userAgent }) => userAgent === 'lost')?.handle ?? ''
  expect(await rules.end(mine, handle)).toBe(lost.sessionId)
  expect(await Promise.all([mine, lost, third].map(exists))).toEqual([true, false, true])
  expect(await agents(mine)).toEqual(['mine', 'third'])
  // Once is enough.
  expect(await codeOf(rules.end(mine, handle))).toBe('not_found')
})

test('[S5] nobody ends the session they ask with, one that is not theirs, or one as a guest', async () => {
  const { rules, account, begin, exists } = await setUp()
  const [mine, other] = [await begin('mine'), await begin('other')]
  const [own, others] = await rules.list(mine, '')
  expect(await codeOf(rules.end(mine, own?.handle ?? ''))).toBe('not_found')

  const stranger: Session = {
    ...mine,
    sessionId: 's-bob',
    account: { ...account, userId: parseUserId('u_Bob') },
  }
  expect(await codeOf(rules.end(stranger, others?.handle ?? ''))).toBe('not_found')
  const visitor: Session = { ...mine, account: { ...account, kind: 'guest' } }
  expect(await codeOf(rules.end(visitor, others?.handle ?? ''))).toBe('not_registered')
  expect(await codeOf(rules.list(visitor, ''))).toBe('not_registered')
  expect(await Promise.all([mine, other].map(exists))).toEqual([true, true])
})

test('[S5] what has ended is told of no more: signed out, or ended with all others', async () => {
  const { accounts, account, known, begin, goOn, logOut, agents } = await setUp()
  const mine = await begin('mine')
  await logOut(await begin('signed out'))
  await begin('ended by a change of the password')
  await accounts.endOtherSessions(mine, null)
  await begin('begun since', 1)
  expect(await agents(mine)).toEqual(['mine', 'begun since'])

  goOn(MINUTE_MS + 1)
  expect(await agents(mine)).toEqual(['mine', 'begun since'])
  expect((await known.of(account.userId)).map(({ userAgent }) => userAgent).sort()).toEqual([
    'begun since',
    'mine',
  ])
})

test('[S5] a session that is only beginning is not forgotten by who looks meanwhile', async () => {
  const { rules, begin, newSession, save, agents, goOn } = await setUp()
  const mine = await begin('mine')
  const slow = newSession()
  await rules.begins(slow, 'slow')
  goOn(1)
  expect(await agents(mine)).toEqual(['mine'])
  await save(slow)
  expect((await agents(mine)).sort()).toEqual(['mine', 'slow'])
})

test('[S5] a session from before sessions were known is told of from when it asks', async () => {
  const { rules, begin, newSession, save } = await setUp()
  const old = newSession()
  await save(old)
  expect(await rules.list(old, 'an old browser')).toMatchObject([
    { userAgent: 'an old browser', isThis: true },
  ])
  const later = await begin('later')
  expect((await rules.list(later, '')).map(({ userAgent }) => userAgent)).toEqual(['later', 'an old browser'])
})

test('[S5] of an account there are 100 sessions at most: one more ends the one used longest ago; a long name is cut', async () => {
  const { rules, newSession, begin, save, exists } = await setUp()
  const all: Session[] = []
  for (let index = 0; index < 100; index += 1) all.push(await begin(`browser ${index} ${'x'.repeat(400)}`))
  const [idle, ...others] = all.splice(50, 1).concat(all)
  if (idle === undefined) throw new Error('there are 100')
  await save(idle, FULL_LIFE_MS / 2)

  const last = newSession()
  expect(await rules.begins(last, 'last')).toEqual([idle.sessionId])
  await save(last)
  expect(await exists(idle)).toBe(false)
  expect(await Promise.all(others.map(exists))).toEqual(others.map(() => true))
  const listed = await rules.list(last, '')
  expect(listed).toHaveLength(100)
  expect(listed.some(({ userAgent }) => userAgent.startsWith('browser 50 '))).toBe(false)
  expect(Math.max(...listed.map(({ userAgent }) => userAgent.length))).toBe(300)
})

test('[S5] a session with more life than a full one, from under another setting, was not used in the future', async () => {
  const { rules, begin, save } = await setUp()
  const mine = await begin('mine')
  await save(mine, FULL_LIFE_MS * 3)
  expect(await rules.list(mine, '')).toMatchObject([{ startedAt: 1_000_000, usedAt: 1_000_000 }])
})
