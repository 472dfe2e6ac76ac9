// Guests who never say that they are going.

import { ChatError, LOBBY } from '@hubbub/shared'
import { expect, test, vi } from 'vitest'
import { createAccountRules } from '../../apps/server/src/chat/accounts.js'
import { createOpenAccount } from '../../apps/server/src/chat/open-account.js'
import { eventually } from '../support/eventually.js'
import { connectStores, OPEN_TO_ALL } from './redis-stores.js'

const TTL_SECONDS = 60

async function guestRules() {
  const { accounts, rooms, pushDevices, redis, prefix } = await connectStores()
  await rooms.ensure(LOBBY, 'Lobby', 'lobby')
  const clock = { nowMs: 1_000_000 }
  const now = () => clock.nowMs
  const rules = createAccountRules(
    {
      accounts,
      rooms,
      pushDevices,
      signUp: OPEN_TO_ALL,
      openAccount: createOpenAccount({ accounts, rooms, beginReading: async () => undefined, now }),
      passwords: { hash: async () => '', matches: async () => false },
    },
    TTL_SECONDS,
    now,
  )
  return { rules, accounts, rooms, redis, prefix, clock }
}

test('a guest whose time has run out leaves the rooms, and nothing of them stays behind', async () => {
  const { rules, rooms, redis, prefix, clock } = await guestRules()
  const keysBefore = await redis.keys(`${prefix}*`)
  const gone = await rules.enterAsGuest({ name: 'Gone' })
  const stays = await rules.enterAsGuest({ name: 'Stays' })
  // As Redis does when the time has run out.
  await redis.del(`${prefix}account:${gone.userId}`)

  await rules.putAwayGuests()
  expect(await rooms.isMember(LOBBY, gone.userId)).toBe(true)
  clock.nowMs += TTL_SECONDS * 1_000
  await rules.keep(stays)
  await rules.putAwayGuests()

  expect(await rooms.isMember(LOBBY, gone.userId)).toBe(false)
  expect(await rooms.isMember(LOBBY, stays.userId)).toBe(true)
  await rules.ended(stays)
  expect((await redis.keys(`${prefix}*`)).sort()).toEqual(keysBefore.sort())
})

test('a guest who has signed out and could not be put away is put away all the same, long before their time has run out', async () => {
  const { rules, accounts, rooms, redis, prefix, clock } = await guestRules()
  const keysBefore = await redis.keys(`${prefix}*`)
  const guest = await rules.enterAsGuest({ name: 'Hasty' })
  await rules.ends(guest)
  vi.spyOn(rooms, 'leave').mockRejectedValueOnce(new ChatError('unavailable', 'Redis is away.'))
  await expect(rules.ended(guest)).rejects.toThrow('away')
  expect(await rooms.isMember(LOBBY, guest.userId)).toBe(true)

  await eventually(async () => expect(await accounts.lifeLeft(guest.userId)).toBe(0))
  clock.nowMs += 1
  await rules.putAwayGuests()
  expect(await rooms.isMember(LOBBY, guest.userId)).toBe(false)
  expect((await redis.keys(`${prefix}*`)).sort()).toEqual(keysBefore.sort())
})
