import { EventEmitter } from 'node:events'
import { ChatError, type Epoch, parseRoomId, parseSeq, parseUserId, type UserId } from '@hubbub/shared'
import { Server } from 'socket.io'
import { expect, test } from 'vitest'
import type { Presence } from '../../../apps/server/src/chat/presence.js'
import type { Listener } from '../../../apps/server/src/chat/rooms.js'
import { acceptConnections } from '../../../apps/server/src/socket/connection.js'
import {
  type ChatServer,
  type ChatSocket,
  connectionsOf,
  followersOf,
} from '../../../apps/server/src/sockets.js'
import { eventually } from '../../support/eventually.js'

const ROOM = parseRoomId('room')
const EPOCH = 'epoch' as Epoch

/** A worker with connections of Ann and Eve that follow the room. */
async function followedRoom(membersAmong: (userIds: readonly UserId[]) => Promise<UserId[]>) {
  const io: ChatServer = new Server()
  const listeners = new Map<string, Listener>()
  const unfollowed: string[] = []
  const followers = acceptConnections({
    io,
    feed: {
      follow: async () => undefined,
      unfollow: () => void unfollowed.push('by all'),
      answered: () => undefined,
    },
    presence: { leave: () => undefined } as unknown as Presence,
    told: { node: 'n1', worker: '1', fileMaxBytes: 1 },
    mayOperate: () => false,
    rooms: { membersAmong: (_, userIds) => membersAmong(userIds) },
    logger: { warn: () => undefined },
    register: (socket, listener) => void listeners.set(socket.data.user.name, listener),
  })
  for (const name of ['ann', 'eve']) {
    // Socket.IO's own way: its `emit` would send.
    Reflect.apply(EventEmitter.prototype.emit, io.of('/'), ['connection', fakeSocket(io, name)])
    const listener = listeners.get(name)
    await listener?.follow(ROOM)
    listener?.answered(ROOM, EPOCH, parseSeq(1))
  }
  const adapter = io.of('/').adapter.rooms
  return { followers, listeners, following: () => [...(adapter.get(followersOf(ROOM)) ?? [])], unfollowed }
}

function fakeSocket(io: ChatServer, name: string): ChatSocket {
  const { adapter } = io.of('/')
  const user = { userId: parseUserId(name), name }
  const socket = Object.assign(new EventEmitter(), {
    id: name,
    connected: true,
    data: { user, account: { ...user, kind: 'guest' }, sessionId: name },
    conn: { close: () => undefined },
    handshake: { headers: {} },
    join: (room: string) => void adapter.addAll(name, new Set([room])),
    leave: (room: string) => void adapter.del(name, room),
  })
  socket.join(connectionsOf(user.userId))
  return socket as unknown as ChatSocket
}

test('[R4] after a resync whoever is no member hears the room no more, however often Redis has to be asked', async () => {
  let asked = 0
  const { followers, following } = await followedRoom(async () => {
    asked += 1
    if (asked < 3) throw new ChatError('unavailable', 'not now')
    return [parseUserId('ann')]
  })
  await followers.keepMembers(ROOM)
  expect(asked).toBe(3)
  expect(following()).toEqual(['ann'])
})

test('whoever has joined again while it was asked who is a member stays', async () => {
  let answer: (members: UserId[]) => void = () => undefined
  const { followers, listeners, following } = await followedRoom(
    () => new Promise(resolve => (answer = resolve)),
  )
  const kept = followers.keepMembers(ROOM)
  await eventually(() => expect(following()).toEqual(['ann', 'eve']))
  listeners.get('eve')?.answered(ROOM, EPOCH, parseSeq(5))
  answer([])
  await kept
  expect(following()).toEqual(['eve'])
})

test('[M8] who has left hears the room no more, though Redis has to be asked twice whether they are back', async () => {
  const answers = [new ChatError('unavailable', 'not now'), []]
  const { followers, following } = await followedRoom(async () => {
    const answer = answers.shift()
    if (answer instanceof ChatError) throw answer
    return answer ?? []
  })
  await followers.userLeft(parseUserId('eve'), ROOM)
  expect(following()).toEqual(['ann'])
})

test('who has left and is back goes on hearing the room, however late they are heard to have left', async () => {
  const { followers, following } = await followedRoom(async userIds => [...userIds])
  await followers.userLeft(parseUserId('eve'), ROOM)
  expect(following()).toEqual(['ann', 'eve'])
})

test('nobody is asked about when nobody follows the room any more', async () => {
  const { followers, listeners, following } = await followedRoom(async () => {
    for (const listener of listeners.values()) listener.unfollow(ROOM)
    throw new ChatError('unavailable', 'not now')
  })
  await followers.keepMembers(ROOM)
  expect(following()).toEqual([])
})

test('[R4] a ban ends the following of whoever was answered up to it, not of who was answered beyond it', async () => {
  const { followers, listeners, following } = await followedRoom(async () => [])
  const ban = { userId: parseUserId('eve'), roomId: ROOM, epoch: EPOCH }
  listeners.get('eve')?.answered(ROOM, EPOCH, parseSeq(7))
  followers.userBanned({ ...ban, seq: parseSeq(7) })
  expect(following()).toEqual(['ann', 'eve'])
  followers.userBanned({ ...ban, seq: parseSeq(8) })
  expect(following()).toEqual(['ann'])
})
