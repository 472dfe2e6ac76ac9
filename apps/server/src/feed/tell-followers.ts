// Tells one fact to everybody on this worker who follows a room: encoded once, as one ready frame for all whose
// connection can take it at once, and by Socket.IO's own way for the others.

import type { RoomId, ServerToClientEvents } from '@hubbub/shared'
import { type ChatServer, followersOf } from '../sockets.js'
import { createFrameWriter, textFrame } from './frame-writer.js'

type Fact = 'room:entries' | 'presence:changed'

/** @returns how many were told */
export type TellFollowers = <Event extends Fact>(
  event: Event,
  fact: Parameters<ServerToClientEvents[Event]>[0] & { roomId: RoomId },
) => number

interface Audience {
  emit(event: Fact, fact: object): boolean
}

/** A message of Engine.IO with an event of Socket.IO in the default namespace. */
const EVENT = '42'

export function createTellFollowers(io: ChatServer): TellFollowers {
  const write = createFrameWriter()
  const { adapter, sockets } = io.of('/')

  return function tellFollowers(event, fact) {
    const followers = adapter.rooms.get(followersOf(fact.roomId))
    if (followers === undefined) return 0
    const frame = textFrame(EVENT + JSON.stringify([event, fact]))
    const others: string[] = []
    for (const id of followers) {
      const conn = sockets.get(id)?.conn
      if (conn !== undefined && !write(conn, frame)) others.push(id)
    }
    // Each socket is alone in the room of its id.
    const theirs: Audience = io.local.to(others)
    if (others.length > 0) theirs.emit(event, fact)
    return followers.size
  }
}
