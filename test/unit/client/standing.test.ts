import type { RestrictedUser, RestrictionEntry, User } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { standingOf } from '../../../packages/client/src/room-standing.js'
import { settled } from './fake-clock.js'
import { inRoom, joined, lobby } from './in-room.js'
import { ann, bob, epoch, LOBBY, message, page, seq } from './make.js'
import { startClient } from './start-client.js'

const muted: RestrictedUser = { user: bob, restriction: 'muted', by: ann }

function restriction(
  at: number,
  target: User,
  to: RestrictionEntry['restriction'],
  sender = bob,
): RestrictionEntry {
  const { seq, mid, sentAt } = message(at)
  return { kind: 'member-restricted', seq, mid, sentAt, sender, target, restriction: to }
}

test('[R3] who is muted knows so from the join, and follows what the log says from there on', async () => {
  const { view, tell } = await inRoom({ mutedBy: bob })
  expect(view()).toMatchObject({ mutedBy: bob, isModerator: false, restricted: [] })
  tell(restriction(3, ann, null))
  expect(view().mutedBy).toBe(null)
  tell(restriction(4, bob, 'muted', ann), restriction(5, ann, 'muted'))
  expect(view()).toMatchObject({ mutedBy: bob, restricted: [], unread: 0 })
})

test('[R1] a moderator follows who is restricted; what the join told already counts once', async () => {
  const told = [message(1), restriction(2, bob, 'muted', ann)]
  const { view, tell } = await inRoom({ entries: told, moderator: true, restricted: [muted] })
  expect(view()).toMatchObject({ isModerator: true, restricted: [muted] })
  tell(restriction(3, bob, 'banned', ann))
  expect(view().restricted).toEqual([{ ...muted, restriction: 'banned' }])
  tell(restriction(4, bob, null, ann))
  expect(view().restricted).toEqual([])
})

test('[R4] who is banned is out at once, is told by whom, and what was not sent is refused as that', async () => {
  const { client, view, tell, link } = await inRoom()
  client.send(LOBBY, 'under way')
  client.send(LOBBY, 'behind it')
  expect(view().outgoing).toHaveLength(2)
  link.take('message:send')
  tell(restriction(3, ann, 'banned'))
  expect(client.getState().rooms.has(LOBBY)).toBe(false)
  expect(client.getState().removals).toEqual([{ room: lobby, by: bob }])

  const joining = client.joinRoom(LOBBY)
  await settled()
  link.take('room:join').answer(joined({ ...page(1, 5) }))
  await joining
  expect(client.getState().removals).toEqual([])
  expect(view().outgoing).toMatchObject([{ text: 'under way' }, { state: 'refused', code: 'banned' }])
})

test('[R4] who is banned while they join a room is out, and is told by whom', async () => {
  const { client, links, connect } = startClient()
  await connect()
  const link = links.newest()
  link.take('rooms:list').answer({ mine: [], others: [lobby], next: null })
  await settled()
  const joining = client.joinRoom(LOBBY)
  client.send(LOBBY, 'hello')
  const entries = [restriction(3, ann, 'banned')]
  link.tell('room:entries', { roomId: LOBBY, epoch: epoch('epoch-1'), entries })
  link.take('room:join').answer(joined())
  await joining
  expect(client.getState().rooms.size).toBe(0)
  expect(client.getState().removals).toEqual([{ room: lobby, by: bob }])

  link.take('message:send').refuse('unavailable')
  const back = client.joinRoom(LOBBY)
  link.take('room:join').answer(joined({ ...page(1, 4) }))
  await back
  expect(client.getState().removals).toEqual([])
  expect(client.getState().rooms.get(LOBBY)?.outgoing).toMatchObject([{ state: 'refused', code: 'banned' }])
})

test('[R4] a ban of before the join that is answered puts nobody out', async () => {
  const { client, view, clock, links } = await inRoom()
  links.newest().end()
  await clock.advance(60_000)
  const link = links.newest()
  link.welcome()
  await settled()
  link.take('rooms:list').answer({ mine: [lobby], others: [], next: null })
  await settled()
  const entries = [restriction(3, ann, 'banned'), restriction(4, ann, null)]
  link.take('room:join').answer(joined({ entries, headSeq: seq(4) }))
  await settled()
  expect(view().timeline.entries).toHaveLength(4)
  expect(client.getState().removals).toEqual([])
})

test('[R4] a join that is refused as banned is told as one, until somebody has read it', async () => {
  const { client, clock, links } = await inRoom()
  links.newest().end()
  await clock.advance(60_000)
  const link = links.newest()
  link.welcome()
  await settled()
  link.take('rooms:list').answer({ mine: [lobby], others: [], next: null })
  await settled()
  link.take('room:join').refuse('banned')
  await settled()
  expect(client.getState().removals).toEqual([{ room: lobby, by: null }])
  client.forgetRemoval(LOBBY)
  expect(client.getState().removals).toEqual([])
})

test('[R4] who was removed while away is told so, though the list names the room no more', async () => {
  const { client, clock, links } = await inRoom()
  links.newest().end()
  await clock.advance(60_000)
  const link = links.newest()
  link.welcome()
  await settled()
  link.take('rooms:list').answer({ mine: [], others: [], next: null })
  await settled()
  link.take('room:join').refuse('banned')
  await settled()
  expect(client.getState().rooms.has(LOBBY)).toBe(false)
  expect(client.getState().removals).toEqual([{ room: lobby, by: null }])
})

test('[R2] a restriction is said again with the same key until it is answered', async () => {
  const { client, link, clock } = await inRoom()
  const restricting = client.restrict(LOBBY, bob.userId, 'muted')
  const first = link.take('member:restrict')
  first.refuse('unavailable')
  await clock.advance(3_000)
  const second = link.take('member:restrict')
  expect(second.command).toEqual(first.command)
  expect(first.command).toMatchObject({ roomId: LOBBY, userId: bob.userId, restriction: 'muted' })
  second.answer({ ...message(3), epoch: epoch('epoch-1'), duplicate: false })
  await restricting
})

test('a server of before says nothing of moderation, and nobody is muted there', () => {
  expect(standingOf({ headSeq: seq(2), room: lobby }, 0)).toMatchObject({
    pins: [],
    isModerator: false,
    mutedBy: null,
    restricted: [],
    slowMode: null,
  })
})
