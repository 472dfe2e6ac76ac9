// Guests who never say that they are going.

import { LOBBY } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { createAccountRules } from '../../apps/server/src/chat/accounts.js'
import { createOpenAccount } from '../../apps/server/src/chat/open-account.js'
import { connectStores, OPEN_TO_ALL } from './redis-stores.js'

const TTL_SECONDS = 60

test('a guest whose time has run out leaves the rooms, and nothing of them stays behind', async () => {
  const { accounts, rooms, pushDevices, redis, prefix } = await connectStores()
  await rooms.ensure(LOBBY, 'Lobby', 'lobby')
  let nowMs = 1_000_000
  const now = () => nowMs
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
  const keysBefore = await redis.keys(`${prefix}*`)
  const gone = await rules.enterAsGuest({ name: 'Gone' })
  const stays = await rules.enterAsGuest({ name: 'Stays' })
  // As Redis does when the time has run out.
  await redis.del(`${prefix}account:${gone.userId}`)

  await rules.putAwayGuests()
  expect(await rooms.isMember(LOBBY, gone.userId)).toBe(true)
  nowMs += TTL_SECONDS * 1_000
  await rules.keep(stays)
  await rules.putAwayGuests()

  expect(await rooms.isMember(LOBBY, gone.userId)).toBe(false)
  expect(await rooms.isMember(LOBBY, stays.userId)).toBe(true)
  await rules.ended(stays)
  expect((await redis.keys(`${prefix}*`)).sort()).toEqual(keysBefore.sort())
})
