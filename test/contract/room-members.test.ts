import {
  type ListMembers,
  MEMBERS_LISTED_MAX,
  MEMBERS_PAGE,
  parseClientMessageId,
  parseUserId,
} from '@hubbub/shared'
import { expect, test } from 'vitest'
import { createPeopleRules } from '../../apps/server/src/chat/people.js'
import { codeOf, connectStores, user } from './redis-stores.js'

const mira = user('mira')
const tom = user('tom')
const una = user('una')

/** A room that Mira made, in which are Tom and Una, all three with accounts. */
async function roomOfThree() {
  const stores = await connectStores()
  const { accounts, rooms, redis, keys } = stores
  const rules = createPeopleRules({
    ...{ accounts, rooms, beginReading: async () => undefined },
    after: { letIn: () => undefined },
  })
  const { roomId } = await rooms.create('room', 'room', mira)
  for (const one of [mira, tom, una]) {
    await redis.hset(keys.account(one.userId), 'name', one.name)
    await rooms.join(roomId, one)
  }
  /** So many more, of whom only some have accounts. */
  async function fill(count: number, withAccount = (_: number) => true) {
    const ids = Array.from({ length: count }, (_, index) => parseUserId(`x${String(index).padStart(5, '0')}`))
    await redis.sadd(keys.members(roomId), ...ids)
    await Promise.all(
      ids.map(async (id, index) => {
        if (withAccount(index)) await redis.hset(keys.account(id), 'name', `Person ${index}`)
        else await redis.del(keys.account(id))
      }),
    )
  }
  const list = (by = mira, request: Partial<ListMembers> = {}) => rules.members(by, { roomId, ...request })
  async function pages() {
    const all = [await list()]
    for (let next = all[0]?.next ?? null; next !== null; next = all.at(-1)?.next ?? null)
      all.push(await list(mira, { after: next }))
    return all
  }
  return { ...stores, roomId, list, pages, fill }
}

test('[W8] a member is told of all members by their ids, whether or not they are present; nobody else is', async () => {
  const { list, rooms, restrictions, roomId } = await roomOfThree()
  expect(await list(tom)).toEqual({ members: [mira, tom, una], next: null, isComplete: true })
  expect(await codeOf(list(user('eve')))).toBe('not_a_member')
  await restrictions.restrict({
    ...{ roomId, restriction: 'banned', clientMessageId: parseClientMessageId('ban-000000') },
    by: { user: mira, moderatesAll: false },
    target: { user: tom, moderatesAll: false, isGone: false },
  })
  expect(await codeOf(list(tom))).toBe('banned')
  await rooms.leave(roomId, una)
  expect(await codeOf(list(una))).toBe('not_a_member')
  expect(await list()).toEqual({ members: [mira], next: null, isComplete: true })
})

test('[W8] whose account has ended is told of no more, also before they have left', async () => {
  const { list, redis, keys } = await roomOfThree()
  await redis.del(keys.account(tom.userId))
  expect((await list()).members).toEqual([mira, una])
})

test('[W8] members are told in pages, each of them once, also when others come and go meanwhile', async () => {
  const { list, pages, fill, redis, keys, roomId } = await roomOfThree()
  await fill(2 * MEMBERS_PAGE, index => index !== 7)
  const all = await pages()
  expect(all.map(({ members }) => members.length)).toEqual([MEMBERS_PAGE - 1, MEMBERS_PAGE, 3])
  expect(all.every(({ isComplete }) => isComplete)).toBe(true)
  const ids = all.flatMap(({ members }) => members.map(({ userId }) => userId))
  expect(ids).toEqual([...new Set(ids)].sort())

  const first = await list()
  await redis.srem(keys.members(roomId), ...first.members.map(({ userId }) => userId).slice(10, 60))
  const second = await list(mira, { after: first.next ?? parseUserId('none') })
  expect(second).toEqual(all[1])
})

test('[W8] of very many members some are told, and that these are not all', async () => {
  const { list, pages, fill } = await roomOfThree()
  await fill(MEMBERS_LISTED_MAX - 3)
  expect((await pages()).flatMap(({ members }) => members)).toHaveLength(MEMBERS_LISTED_MAX)
  await fill(MEMBERS_LISTED_MAX * 3)
  const some = await list()
  expect(some).toMatchObject({ next: null, isComplete: false })
  expect(some.members.length).toBeGreaterThan(MEMBERS_PAGE / 4)
  expect(some.members.length).toBeLessThanOrEqual(MEMBERS_PAGE)
  // So that nothing moves before one's eyes.
  expect(await list()).toEqual(some)
})
