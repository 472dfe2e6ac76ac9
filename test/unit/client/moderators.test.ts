import type { Entry, RestrictionEntry, User } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { settled } from './fake-clock.js'
import { inRoom, joined, lobby } from './in-room.js'
import { ann, bob, epoch, LOBBY, message, page, seq } from './make.js'
import { startClient } from './start-client.js'

const cid = { ...bob, userId: 'u-cid', name: 'Cid' } as User
const maker = { ...bob, maker: true } as const

const at = (place: number, sender = bob) => {
  const { seq, mid, sentAt } = message(place)
  return { seq, mid, sentAt, sender }
}
const changed = (place: number, target: User, moderator: boolean): Entry => ({
  ...at(place),
  ...{ kind: 'moderator-changed', target, moderator },
})

test('[R9] who moderates is known from the join, and followed as the log says who is appointed, leaves, is banned and comes back', async () => {
  const { view, tell } = await inRoom({ moderators: [maker] })
  tell(changed(3, cid, true))
  expect(view().moderators).toEqual([maker, cid])
  tell(changed(4, cid, false), changed(5, cid, true))
  expect(view().moderators).toEqual([maker, cid])
  tell({ ...at(6), kind: 'member-left' })
  expect(view().moderators).toEqual([cid])
  tell({ ...at(7), kind: 'member-joined', maker: true })
  expect(view().moderators).toEqual([cid, maker])
  const ban: RestrictionEntry = { ...at(8), kind: 'member-restricted', target: cid, restriction: 'banned' }
  tell(ban, { ...at(9, cid), kind: 'member-joined' })
  expect(view()).toMatchObject({ moderators: [maker], isModerator: false })
})

test('[R9] who is appointed moderates at once, and is told what moderators are told; so it is when that is taken away', async () => {
  const { view, tell, link } = await inRoom({ moderators: [maker] })
  tell(changed(3, ann, true))
  expect(view()).toMatchObject({ isModerator: true, moderators: [maker, { name: 'Ann' }], restricted: [] })
  const restricted = [{ user: cid, restriction: 'muted', by: bob } as const]
  const moderators = [maker, { userId: ann.userId, name: ann.name }]
  const asked = link.take('room:join')
  expect(asked.command).toEqual({
    roomId: LOBBY,
    position: { epoch: epoch('epoch-1'), seq: seq(3), mid: message(3).mid },
  })
  const nothing = page(4, 3)
  asked.answer(joined({ ...nothing, moderator: true, moderators, restricted }))
  await settled()
  expect(view()).toMatchObject({ isModerator: true, moderators, restricted })

  tell(changed(4, ann, false))
  expect(view()).toMatchObject({ isModerator: false, moderators: [maker], restricted: [] })
  // Of an operator that is not so.
  link.take('room:join').answer(joined({ ...page(5, 4), moderator: true, moderators: [maker], restricted }))
  await settled()
  expect(view()).toMatchObject({ isModerator: true, restricted })
  expect(view().timeline.entries).toHaveLength(4)
})

test('[R9] who is appointed while they join asks once more', async () => {
  const { client, links, connect, view } = startClient()
  await connect()
  const link = links.newest()
  link.take('rooms:list').answer({ mine: [], others: [lobby], next: null })
  await settled()
  const joining = client.joinRoom(LOBBY)
  const entries = [changed(3, ann, true)]
  link.tell('room:entries', { roomId: LOBBY, epoch: epoch('epoch-1'), entries })
  link.take('room:join').answer(joined())
  await settled()
  link.take('room:join').answer(joined({ ...page(4, 3), moderator: true }))
  await joining
  expect(view().isModerator).toBe(true)
})

test('[R9] to be appointed is asked for by one command, whose refusal is told', async () => {
  const { client, link } = await inRoom({ moderator: true, moderators: [maker] })
  const asking = client.appoint(LOBBY, cid.userId, true)
  await settled()
  const asked = link.take('member:appoint')
  expect(asked.command).toMatchObject({ roomId: LOBBY, userId: cid.userId, moderator: true })
  asked.refuse('too_many_moderators')
  await expect(asking).rejects.toMatchObject({ code: 'too_many_moderators' })
})
