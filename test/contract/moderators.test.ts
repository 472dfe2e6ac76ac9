import {
  EMPTY_ROOM_TTL_SECONDS,
  type Entry,
  MODERATORS_MAX,
  parseClientMessageId,
  parseRoomId,
  type Restriction,
  type User,
} from '@hubbub/shared'
import { expect, test } from 'vitest'
import { codeOf, connectStores, draft, user } from './redis-stores.js'

const mira = user('mira')
const tom = user('tom')
const una = user('una')
const op = user('op')

/** A room that Mira made, in which are Tom, Una and an operator, and who is made a moderator there. */
async function roomOfFour() {
  const stores = await connectStores()
  const { log, changes, rooms, restrictions, moderators, slowModes, webhooks } = stores
  const made = await rooms.create('room', 'room', mira)
  for (const one of [mira, tom, una, op]) await rooms.join(made.roomId, one)
  let keys = 0
  const newKey = () => parseClientMessageId(`act-${++keys}-00000`)
  const by = (moderator: User) => ({ user: moderator, moderatesAll: moderator === op })
  return {
    ...stores,
    roomId: made.roomId,
    appoint: (
      target: User,
      moderator = true,
      { as = mira, key = String(newKey()), roomId = made.roomId, isGone = false } = {},
    ) =>
      moderators.appoint({
        ...{ roomId, by: by(as), moderator, target: { user: target, isGone } },
        clientMessageId: parseClientMessageId(key),
      }),
    restrict: (target: User, restriction: Restriction | null, as = mira) =>
      restrictions.restrict({
        ...{ roomId: made.roomId, by: by(as), clientMessageId: newKey(), restriction },
        target: { ...by(target), isGone: false },
      }),
    say: (sender: User, text: string) =>
      log.append({ ...draft(made.roomId, sender, text), moderatesAll: sender === op }),
    remove: (as: User, target: Pick<Entry, 'seq' | 'mid'>) =>
      changes.change({ roomId: made.roomId, sender: as, clientMessageId: newKey(), target, text: null }),
    slow: (seconds: number, as = mira) =>
      slowModes.set({ roomId: made.roomId, by: by(as), clientMessageId: newKey(), seconds }),
    addWebhook: (as: User) =>
      webhooks.add({ roomId: made.roomId, by: by(as), clientMessageId: newKey(), name: 'CI' }),
    /** As who joins is told. */
    told: async (reader: User) => {
      const joined = await log.resume(by(reader), { roomId: made.roomId })
      const { moderator, moderators: all } = joined.standing
      return { ...joined, moderator, names: all.map(({ name }) => name).sort() }
    },
  }
}

test('[R9] who is appointed does all that the maker does as a moderator, from that entry on, and nobody else may', async () => {
  const { appoint, restrict, say, remove, slow, addWebhook, webhooks, told, roomId } = await roomOfFour()
  const acts = [
    async () => remove(tom, await say(una, 'something nasty')),
    () => restrict(una, 'muted', tom),
    () => slow(3_600, tom),
    () => addWebhook(tom),
    () => webhooks.list(roomId, { user: tom, moderatesAll: false }),
    () => appoint(una, true, { as: tom }),
  ]
  const codes = async () => {
    const answers: unknown[] = []
    for (const act of acts) answers.push(await codeOf(act()))
    return answers
  }
  expect(await codes()).toEqual(['not_the_sender', ...Array(5).fill('not_a_moderator')])
  await appoint(tom)
  expect(await codes()).toEqual(acts.map(() => 'accepted'))
  // Slow mode does not concern them.
  for (const text of ['one', 'two']) await say(tom, text)
  expect(await told(tom)).toMatchObject({ moderator: true, slowMode: { seconds: 3_600, waitMs: 0 } })
  await appoint(tom, false)
  await restrict(una, null)
  await appoint(una, false)
  expect(await codes()).toEqual(['not_the_sender', ...Array(5).fill('not_a_moderator')])
})

test('[R9] an appointment is an entry, done once for one key, and a join tells all members who moderates', async () => {
  const { appoint, told, roomId, log } = await roomOfFour()
  expect(await told(una)).toMatchObject({ moderator: false, names: ['mira'] })
  const first = await appoint(tom, true, { key: 'the-same-key' })
  expect(await appoint(tom, true, { key: 'the-same-key' })).toEqual({ ...first, duplicate: true })
  expect(await codeOf(appoint(tom, false, { key: 'the-same-key' }))).toBe('conflict')
  expect(await codeOf(appoint(una, true, { key: 'the-same-key' }))).toBe('conflict')
  const joined = await told(una)
  expect(joined).toMatchObject({ moderator: false, names: ['mira', 'tom'], headSeq: first.seq })
  expect(joined.standing.moderators).toContainEqual({ ...mira, maker: true })
  expect(joined.standing.moderators).toContainEqual(tom)
  const entry = { kind: 'moderator-changed', sender: mira, target: tom }
  expect(joined.entries.at(-1)).toMatchObject({ ...entry, moderator: true })
  const given = await appoint(tom, false, { as: tom, key: 'given-up-0000' })
  // Who does not moderate any more, by that very act.
  expect(await appoint(tom, false, { as: tom, key: 'given-up-0000' })).toEqual({ ...given, duplicate: true })
  expect(await appoint(tom, true, { key: 'the-same-key' })).toEqual({ ...first, duplicate: true })
  const after = await told(tom)
  expect(after).toMatchObject({ moderator: false, names: ['mira'] })
  expect(after.entries.at(-1)).toMatchObject({ ...entry, sender: tom, moderator: false })
  expect((await log.head(roomId)).seq).toBe(given.seq)
})

test('[R9] members alone are appointed, by moderators alone, and the right of the maker is not touched', async () => {
  const { appoint, rooms, log, roomId, told } = await roomOfFour()
  const { seq } = await log.head(roomId)
  expect(await codeOf(appoint(tom, true, { as: una }))).toBe('not_a_moderator')
  expect(await codeOf(appoint(una, true, { as: una }))).toBe('not_a_moderator')
  expect(await codeOf(appoint(tom, true, { as: user('eve') }))).toBe('not_a_member')
  expect(await codeOf(appoint(user('eve')))).toBe('not_found')
  expect(await codeOf(appoint(tom, true, { isGone: true }))).toBe('not_found')
  expect(await codeOf(appoint(tom, false))).toBe('not_found')
  for (const as of [mira, op])
    for (const moderator of [true, false])
      expect(await codeOf(appoint(mira, moderator, { as }))).toBe('not_a_moderator')
  const ofTwo = parseRoomId('of-two')
  await rooms.openDirect(ofTwo, mira, tom)
  for (const as of [mira, tom])
    expect(await codeOf(appoint(tom, true, { as, roomId: ofTwo }))).toBe('not_a_moderator')
  expect((await log.head(roomId)).seq).toBe(seq)

  await appoint(tom, true, { as: op })
  await appoint(una, true, { as: tom })
  await appoint(tom, false, { as: una, isGone: true })
  expect(await codeOf(appoint(una, false, { as: tom }))).toBe('not_a_moderator')
  const after = await told(mira)
  expect(after.names).toEqual(['mira', 'una'])
  expect(after.entries.at(-1)).toMatchObject({ target: tom, moderator: false })
})

test('[R9] no moderator is appointed beyond the bound, however many do it at once, and the maker comes back in any case', async () => {
  const { appoint, rooms, roomId, told } = await roomOfFour()
  const people = Array.from({ length: MODERATORS_MAX + 5 }, (_, index) => user(`member-${index}`))
  for (const one of people) await rooms.join(roomId, one)
  const answers = await Promise.all(people.map(one => codeOf(appoint(one))))
  expect(answers.filter(code => code === 'accepted')).toHaveLength(MODERATORS_MAX - 1)
  expect(new Set(answers)).toEqual(new Set(['accepted', 'too_many_moderators']))
  // Who is one already takes no further place.
  await appoint(people[0] ?? tom)
  await rooms.leave(roomId, mira)
  await appoint(tom, true, { as: people[0] ?? tom })
  await rooms.join(roomId, mira)
  expect((await told(mira)).names).toHaveLength(MODERATORS_MAX + 1)
  expect((await told(mira)).moderator).toBe(true)
})

test('[R9] an appointed moderator is restricted by the maker and operators only, and not before that is taken away by others', async () => {
  const { appoint, restrict, rooms, roomId, told } = await roomOfFour()
  for (const one of [tom, una]) await appoint(one)
  for (const restriction of ['muted', 'banned', null] as const)
    expect(await codeOf(restrict(tom, restriction, una))).toBe('not_a_moderator')
  for (const target of [mira, op])
    expect(await codeOf(restrict(target, 'banned', tom))).toBe('not_a_moderator')
  // Who is muted goes on moderating.
  await restrict(tom, 'muted', op)
  expect(await codeOf(restrict(tom, null, una))).toBe('not_a_moderator')
  await appoint(una, false, { as: tom })
  await restrict(una, 'muted', tom)
  await restrict(tom, 'banned')
  expect((await told(mira)).names).toEqual(['mira'])
  await restrict(tom, null)
  await rooms.join(roomId, tom)
  expect(await told(tom)).toMatchObject({ moderator: false, names: ['mira'] })
})

test('[R9] whoever leaves is not appointed any more, which the log of the largest room tells, and the maker moderates again with coming back', async () => {
  const { appoint, rooms, roomId, told, redis, keys, log } = await roomOfFour()
  await appoint(tom)
  await redis.hset(keys.room(roomId), 'announceMembers', '0')
  const { seq } = await log.head(roomId)
  await rooms.leave(roomId, tom)
  await rooms.join(roomId, tom)
  await rooms.leave(roomId, una)
  expect(await told(tom)).toMatchObject({ moderator: false, names: ['mira'], headSeq: seq + 1 })
  await appoint(tom)
  await rooms.leave(roomId, mira)
  expect(await told(tom)).toMatchObject({ moderator: true, names: ['tom'] })
  await rooms.join(roomId, mira)
  const joined = await told(mira)
  expect(joined).toMatchObject({ moderator: true, names: ['mira', 'tom'], headSeq: seq + 4 })
  expect(joined.entries.slice(-4)).toMatchObject([
    { kind: 'member-left', sender: tom },
    { kind: 'moderator-changed', target: tom },
    { kind: 'member-left', sender: mira },
    { kind: 'member-joined', sender: mira, maker: true },
  ])
  expect(joined.entries.filter(entry => 'maker' in entry)).toHaveLength(2)
})

test('[R9] nothing that somebody does as a moderator stands behind the entry that takes the right, whatever is under way', async () => {
  const { appoint, slow, told } = await roomOfFour()
  for (let round = 1; round <= 10; round += 1) {
    await appoint(tom)
    const acts = Array.from({ length: 10 }, async (_, index) =>
      index === 5 ? appoint(tom, false) : codeOf(slow(5 + index, tom)),
    )
    await Promise.all(acts)
    const { entries } = await told(una)
    const taken = entries.findLast(({ kind }) => kind === 'moderator-changed')
    expect(taken).toMatchObject({ moderator: false })
    const last = entries.findLast(({ sender, kind }) => kind === 'slow-mode-changed' && sender.name === 'tom')
    expect(last?.seq ?? 0).toBeLessThan(taken?.seq ?? 0)
  }
})

test('[R9] who was kept waiting by slow mode does not wait as a moderator, and does once more when that is taken away', async () => {
  const { appoint, slow, say, told } = await roomOfFour()
  await slow(3_600)
  await say(tom, 'one')
  expect(await codeOf(say(tom, 'two'))).toBe('slow_mode')
  await appoint(tom)
  expect((await told(tom)).slowMode.waitMs).toBe(0)
  await say(tom, 'two')
  await appoint(tom, false)
  expect(await codeOf(say(tom, 'three'))).toBe('slow_mode')
  expect((await told(tom)).slowMode.waitMs).toBeGreaterThan(3_500_000)
})

test('[R5] with the room ends who moderates it', async () => {
  const { appoint, rooms, roomId, redis, keys } = await roomOfFour()
  await appoint(tom)
  const kept = await redis.hget(keys.moderators(roomId), tom.userId)
  for (const one of [mira, tom, una, op]) await rooms.leave(roomId, one)
  expect(await redis.exists(keys.moderators(roomId))).toBe(0)
  // Of a membership that was lost, as after a Redis that came back without its newest writes.
  await redis.hset(keys.moderators(roomId), tom.userId, kept ?? '')
  await redis.hset(keys.room(roomId), 'emptyAt', 1)
  await rooms.endEmpty(Date.now() + EMPTY_ROOM_TTL_SECONDS * 1_000)
  expect(await redis.exists(keys.moderators(roomId))).toBe(0)
})

test('[R9] who made a room before its moderators were kept is among them once they open it', async () => {
  const { rooms, roomId, redis, keys, told, log } = await roomOfFour()
  await redis.del(keys.moderators(roomId))
  const { seq } = await log.head(roomId)
  expect(await told(mira)).toMatchObject({ moderator: true, names: [] })
  await rooms.join(roomId, mira)
  expect(await told(una)).toMatchObject({ names: ['mira'], headSeq: seq })
})
