// The sessions of one account, and what one of them does to the others.

import { type Account, LOBBY, parseUserId } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { createAccountRules } from '../../apps/server/src/chat/accounts.js'
import { createOpenAccount } from '../../apps/server/src/chat/open-account.js'
import type { Session } from '../../apps/server/src/chat/ports.js'
import { codeOf, connectStores, OPEN_TO_ALL } from './redis-stores.js'
import { sessionOf } from './session-of.js'

/** A password and its hash are much alike. */
async function setUp() {
  const { accounts, rooms, pushDevices } = await connectStores()
  await rooms.ensure(LOBBY, 'Lobby', 'lobby')
  let meanwhile: () => Promise<void> = nothing
  const rules = createAccountRules(
    {
      accounts,
      rooms,
      pushDevices,
      signUp: OPEN_TO_ALL,
      openAccount: createOpenAccount({ accounts, rooms, beginReading: async () => undefined, now: Date.now }),
      passwords: {
        hash: async password => `hash of ${password}`,
        async matches(password, stored) {
          const work = meanwhile
          meanwhile = nothing
          await work()
          return stored === `hash of ${password}`
        },
      },
    },
    60,
    () => 0,
  )
  await rules.register({ name: 'Ann', password: 'old' })
  return {
    rules,
    logIn: (password: string) => rules.logIn({ name: 'Ann', password }),
    change: (session: Session, currentPassword: string, newPassword: string) =>
      rules.changePassword(session, { currentPassword, newPassword }),
    async isOver(session: Session) {
      const isOver = (await rules.lifeLeft(session)) === 0
      expect(await rules.over([session])).toEqual(isOver ? [session] : [])
      return isOver
    },
    /** Does that during the next check of a password. */
    whileChecking(work: () => Promise<void>) {
      meanwhile = work
    },
  }
}

async function nothing(): Promise<void> {}

test('[S4] one session ends the others for good; it goes on, and so do those that are made later', async () => {
  const { rules, logIn, isOver } = await setUp()
  const [mine, other] = [sessionOf(await logIn('old')), sessionOf(await logIn('old'))]
  await rules.endOtherSessions(mine)
  const later = sessionOf(await logIn('old'))
  expect(await Promise.all([mine, other, later].map(isOver))).toEqual([false, true, false])

  // However often, and whichever does it.
  await rules.endOtherSessions(mine)
  expect(await Promise.all([mine, other, later].map(isOver))).toEqual([false, true, true])
  const latest = sessionOf(await logIn('old'))
  await rules.endOtherSessions(latest)
  expect(await Promise.all([mine, other, later, latest].map(isOver))).toEqual([true, true, true, false])
})

test('[S4] a session that was ended ends no other and changes no password', async () => {
  const { rules, logIn, change, isOver } = await setUp()
  const [mine, ended] = [sessionOf(await logIn('old')), sessionOf(await logIn('old'))]
  await rules.endOtherSessions(mine)
  expect(await codeOf(rules.endOtherSessions(ended))).toBe('unauthenticated')
  expect(await codeOf(change(ended, 'old', 'new'))).toBe('unauthenticated')
  expect(await Promise.all([mine, ended].map(isOver))).toEqual([false, true])
  await logIn('old')
})

test('[S3] a new password takes the place of the current one and ends the other sessions', async () => {
  const { logIn, change, isOver } = await setUp()
  const [mine, other] = [sessionOf(await logIn('old')), sessionOf(await logIn('old'))]
  expect(await codeOf(change(mine, 'a guess', 'new'))).toBe('bad_credentials')
  expect(await isOver(other)).toBe(false)
  await change(mine, 'old', 'new')
  expect(await Promise.all([mine, other].map(isOver))).toEqual([false, true])
  expect(await codeOf(logIn('old'))).toBe('bad_credentials')
  expect(await isOver(sessionOf(await logIn('new')))).toBe(false)
})

test('[S3] who signs in with the old password while it is being changed has a session that is over', async () => {
  const { logIn, change, isOver, whileChecking } = await setUp()
  const mine = sessionOf(await logIn('old'))
  whileChecking(() => change(mine, 'old', 'new'))
  expect(await isOver(sessionOf(await logIn('old')))).toBe(true)
  expect(await isOver(mine)).toBe(false)
})

test('[S3] of two changes that begin with the same password one counts', async () => {
  const { logIn, change } = await setUp()
  const mine = sessionOf(await logIn('old'))
  const outcomes = await Promise.all([codeOf(change(mine, 'old', 'one')), codeOf(change(mine, 'old', 'two'))])
  expect(outcomes.sort()).toEqual(['accepted', 'bad_credentials'])
  const logIns = await Promise.all(['old', 'one', 'two'].map(password => codeOf(logIn(password))))
  expect(logIns.filter(outcome => outcome === 'accepted')).toHaveLength(1)
  expect(logIns[0]).toBe('bad_credentials')
})

test('[S4] a guest has no password to change and no other sessions', async () => {
  const { rules, change } = await setUp()
  const account: Account = await rules.enterAsGuest({ name: 'Guest' })
  const session = sessionOf({ account, generation: 0 })
  expect(await codeOf(rules.endOtherSessions(session))).toBe('not_registered')
  expect(await codeOf(change(session, '', 'new'))).toBe('not_registered')
})

test('[S1] of many sessions those that are over are told, of guests and of others', async () => {
  const { rules, logIn } = await setUp()
  const [mine, ended] = [sessionOf(await logIn('old')), sessionOf(await logIn('old'))]
  await rules.endOtherSessions(mine)
  const guest = await rules.enterAsGuest({ name: 'Guest' })
  const ofGuest: Session = { sessionId: 'of a guest', account: guest, generation: 0 }
  // More than are asked for at once.
  const gone = Array.from({ length: 250 }, (_, index): Session => {
    const account: Account = { userId: parseUserId(`u_gone${index}`), name: 'Gone', kind: 'guest' }
    return { sessionId: `gone ${index}`, account, generation: 0 }
  })
  expect(await rules.over([mine, ...gone, ofGuest, ended])).toEqual([...gone, ended])
  expect(await rules.over([])).toEqual([])
})
