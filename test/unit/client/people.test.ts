import type { RoomSummary } from '@hubbub/shared'
import { parseRoomId } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { settled } from './fake-clock.js'
import { ann, bob, page, seq, standing } from './make.js'
import { startClient } from './start-client.js'

const ROOM = parseRoomId('direct')
const summary: RoomSummary = {
  ...{
    roomId: ROOM,
    name: 'Bob, Ann',
    kind: 'direct',
    members: [bob, { userId: ann.userId, name: ann.name }],
  },
  ...{ topic: '', memberCount: 2, createdAt: 0 },
}

async function started() {
  const { client, links, connect, view } = startClient()
  await connect()
  const link = links.newest()
  link.take('rooms:list').answer({ mine: [], others: [], next: null })
  await settled()
  return { client, link, view }
}

test('[W2] a conversation is named after whom it is with, and waited for only while it is not known', async () => {
  const { client, link, view } = await started()
  const opening = client.openDirect(bob.userId)
  const asked = link.take('room:direct')
  expect(asked.command).toEqual({ userId: bob.userId })
  asked.answer(summary)
  await settled()
  link.take('room:join').answer({
    ...{ ...page(1, 2), room: summary, pins: [], resync: null, readSeq: seq(0) },
    presence: { count: 1, users: [ann] },
    ...standing,
  })
  expect(await opening).toBe(ROOM)
  expect(view(ROOM)).toMatchObject({ room: { name: 'Bob', kind: 'direct' }, partner: bob, unread: 2 })

  // The other may not have heard of it.
  expect(await client.openDirect(bob.userId)).toBe(ROOM)
  expect(link.take('room:direct').command).toEqual({ userId: bob.userId })
  link.end()
  expect(await client.openDirect(bob.userId)).toBe(ROOM)
})

test('[W4] [W5] [W7] a private room, an invitation and a search for people are asked for as they were meant', async () => {
  const { client, link } = await started()
  const making = client.createRoom('Plans', true)
  expect(link.take('room:create').command).toEqual({ name: 'Plans', private: true })
  const open = client.createRoom('Plans')
  expect(link.take('room:create').command).toEqual({ name: 'Plans' })

  const inviting = client.invite(ROOM, bob.userId)
  const invited = link.take('room:invite')
  expect(invited.command).toEqual({ roomId: ROOM, userId: bob.userId })
  invited.answer(null)
  await inviting

  const finding = client.findPeople('bo')
  link.take('people:find').answer({ people: [bob] })
  expect(await finding).toEqual([bob])
  link.end()
  for (const lost of [making, open, client.findPeople('bo')])
    await expect(lost).rejects.toMatchObject({ code: 'unavailable' })
})

test('[J9] who has read a message, and whether others are told, is asked as it was meant', async () => {
  const { client, link } = await started()
  const asking = client.readersOf(ROOM, page(1, 2).epoch, seq(2))
  const asked = link.take('message:readers')
  expect(asked.command).toEqual({ roomId: ROOM, epoch: page(1, 2).epoch, seq: 2 })
  asked.answer({ readers: [bob] })
  expect(await asking).toEqual({ readers: [bob] })

  const sharing = client.shareReads(false)
  const shared = link.take('reads:share')
  expect(shared.command).toEqual({ on: false })
  shared.answer({ on: false })
  expect(await sharing).toBe(false)
  const looking = client.shareReads()
  const looked = link.take('reads:share')
  expect(looked.command).toEqual({})
  looked.answer({ on: true })
  expect(await looking).toBe(true)
  link.end()
  await expect(client.readersOf(ROOM, page(1, 2).epoch, seq(2))).rejects.toMatchObject({
    code: 'unavailable',
  })
})
