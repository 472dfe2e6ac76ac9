// Tells one fact to everybody on this worker who follows a room: encoded once, as one ready frame for all whose
// connection can take it at once, and by Socket.IO's own way for the others.

import type { RoomId, ServerToClientEvents } from '@hubbub/shared'
import { type ChatServer, followersOf } from '../sockets.js'
import { type Line, lineTo, textFrame, writeStraight } from './frame-writer.js'

type Fact = 'room:entries' | 'presence:changed' | 'typing:changed'

export interface Telling {
  /** The id of a socket that is not told. */
  except?: string | undefined
  /** Whoever cannot take it at once is not told. */
  mayBeLost?: boolean
}

/** @returns how many follow the room here */
export type TellFollowers = <Event extends Fact>(
  event: Event,
  fact: Parameters<ServerToClientEvents[Event]>[0] & { roomId: RoomId },
  telling?: Telling,
) => number

interface Follower {
  readonly id: string
  readonly line: Line
}

interface Audience {
  emit(event: Fact, fact: object): boolean
}

/** A message of Engine.IO with an event of Socket.IO in the default namespace. */
const EVENT = '42'

export function createTellFollowers(io: ChatServer): TellFollowers {
  const { adapter, sockets } = io.of('/')
  /** Of rooms that were told something since somebody last came or left. */
  const audiences = new Map<string, Follower[]>()
  adapter.on('join-room', (room: string) => audiences.delete(room))
  adapter.on('leave-room', (room: string) => audiences.delete(room))

  return function tellFollowers(event, fact, { except, mayBeLost = false } = {}) {
    const audience = audienceOf(followersOf(fact.roomId))
    if (audience.length === 0) return 0
    const frame = textFrame(EVENT + JSON.stringify([event, fact]))
    const others: string[] = []
    for (const { id, line } of audience) {
      if (id !== except && !writeStraight(line, frame)) others.push(id)
    }
    // Each socket is alone in the room of its id.
    const theirs: Audience = mayBeLost ? io.local.volatile.to(others) : io.local.to(others)
    if (others.length > 0) theirs.emit(event, fact)
    return audience.length
  }

  function audienceOf(room: string): Follower[] {
    const known = audiences.get(room)
    if (known !== undefined) return known
    const audience: Follower[] = []
    for (const id of adapter.rooms.get(room) ?? []) {
      const conn = sockets.get(id)?.conn
      if (conn !== undefined) audience.push({ id, line: lineTo(conn) })
    }
    if (audience.length > 0) audiences.set(room, audience)
    return audience
  }
}
