import { type Entry, type MembershipEntry, type MembersPage, parseUserId, type User } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { settled } from './fake-clock.js'
import { ann, bob, epoch, LOBBY, message, page, seq, standing } from './make.js'
import { startClient } from './start-client.js'

const summary = {
  ...{ roomId: LOBBY, name: 'Lobby', kind: 'public' as const },
  ...{ topic: '', memberCount: 2, createdAt: 0 },
}
const person = (name: string): User => ({ userId: parseUserId(`u-${name.toLowerCase()}`), name })
const [cleo, dan, eve] = [person('Cleo'), person('Dan'), person('Eve')]
const me = { userId: ann.userId, name: ann.name }

function all(members: readonly User[], fields: Partial<MembersPage> = {}): MembersPage {
  return { members, next: null, isComplete: true, ...fields }
}

function entry(at: number, kind: MembershipEntry['kind'], sender: User): MembershipEntry {
  const { seq, mid, sentAt } = message(at)
  return { kind, seq, mid, sentAt, sender }
}

async function inRoom() {
  const started = startClient()
  const { client, clock, links, view } = started
  await started.connect()
  const link = () => links.newest()
  async function join(count = 2) {
    link()
      .take('rooms:list')
      .answer({ mine: [summary], others: [], next: null })
    await settled()
    const presence = { count: 1, users: [me] }
    link()
      .take('room:join')
      .answer({
        ...page(1, count),
        ...standing,
        room: summary,
        pins: [],
        resync: null,
        readSeq: seq(0),
        presence,
      })
    await settled()
  }
  await join()
  return {
    ...{ client, clock, link, view, join },
    tell: (...entries: Entry[]) =>
      link().tell('room:entries', { roomId: LOBBY, epoch: epoch('epoch-1'), entries }),
    came: (...joined: User[]) =>
      link().tell('presence:changed', { roomId: LOBBY, count: 2, delta: { joined, left: [] } }),
    async answer(answer: MembersPage) {
      const asked = link().take('room:members')
      asked.answer(answer)
      await settled()
      return asked.command
    },
    isAsked: () => link().waiting().includes('room:members'),
    names: () => view().members?.users.map(({ name }) => name),
    async reconnect() {
      link().end()
      await clock.advance(60_000)
      link().welcome()
      await settled()
    },
  }
}

test('[W8] who is a member is asked for once somebody looks on, page by page, and told by name', async () => {
  const { client, answer, isAsked, view, names } = await inRoom()
  expect([isAsked(), view().members]).toEqual([false, null])
  client.watchMembers(LOBBY)
  expect(await answer(all([eve, me], { next: me.userId }))).toEqual({ roomId: LOBBY })
  expect(names()).toBe(undefined)
  expect(await answer(all([cleo, dan]))).toEqual({ roomId: LOBBY, after: me.userId })
  expect(names()).toEqual(['Ann', 'Cleo', 'Dan', 'Eve'])
  expect(view().members?.isComplete).toBe(true)
})

test('[W8] what the log and presence tell later is so without asking again', async () => {
  const { client, answer, isAsked, tell, came, names } = await inRoom()
  client.watchMembers(LOBBY)
  await answer(all([me, cleo, dan]))
  const { seq, mid, sentAt } = message(5)
  tell({ ...entry(3, 'member-joined', eve), by: ann }, entry(4, 'member-left', cleo))
  tell({ kind: 'member-restricted', seq, mid, sentAt, sender: ann, target: dan, restriction: 'banned' })
  came(bob)
  expect(names()).toEqual(['Ann', 'Bob', 'Eve'])
  expect(isAsked()).toBe(false)
})

test('[W8] what is told while the answer is on its way is not lost', async () => {
  const { client, answer, tell, came, names } = await inRoom()
  client.watchMembers(LOBBY)
  tell(entry(3, 'member-left', cleo), { ...entry(4, 'member-joined', eve), by: ann })
  came(bob)
  await answer(all([me, cleo, dan]))
  expect(names()).toEqual(['Ann', 'Bob', 'Dan', 'Eve'])
})

test('[W8] who comes by themselves never stands among those who are away, unless they have gone again', async () => {
  const { client, clock, answer, tell, came, names } = await inRoom()
  client.watchMembers(LOBBY)
  await answer(all([me, cleo]))
  tell(entry(3, 'member-joined', dan), entry(4, 'member-joined', eve))
  expect(names()).toEqual(['Ann', 'Cleo'])
  await clock.advance(1_000)
  came(dan)
  expect(names()).toEqual(['Ann', 'Cleo', 'Dan'])
  // Eve came and went within the second in which presence is told.
  await clock.advance(1_000)
  expect(names()).toEqual(['Ann', 'Cleo', 'Dan', 'Eve'])
})

test('[W8] it is asked again after a reconnect while somebody looks on, and when they look again later', async () => {
  const { client, clock, answer, isAsked, reconnect, join, names } = await inRoom()
  const end = client.watchMembers(LOBBY)
  await answer(all([me, cleo]))
  await reconnect()
  await join()
  await answer(all([me, dan]))
  expect(names()).toEqual(['Ann', 'Dan'])

  end()
  client.watchMembers(LOBBY)()
  expect(isAsked()).toBe(false)
  await clock.advance(30_000)
  client.watchMembers(LOBBY)()
  await answer(all([me, eve]))
  expect(names()).toEqual(['Ann', 'Eve'])
})

test('[W8] a connection that ends meanwhile loses no question', async () => {
  const { client, link, answer, reconnect, join, names } = await inRoom()
  client.watchMembers(LOBBY)
  link()
    .take('room:members')
    .answer(all([cleo], { next: cleo.userId }))
  await settled()
  await reconnect()
  await join()
  expect(await answer(all([me]))).toEqual({ roomId: LOBBY })
  expect(names()).toEqual(['Ann'])
})

test('a server that knows no such command is asked no more for a while', async () => {
  const { client, link, view, isAsked } = await inRoom()
  client.watchMembers(LOBBY)
  link().take('room:members').refuse('bad_request')
  await settled()
  expect([isAsked(), view().members]).toEqual([false, null])
  client.watchMembers(LOBBY)()
  expect(isAsked()).toBe(false)
})
