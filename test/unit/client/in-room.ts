import type { Entry, JoinedRoom, RoomSummary } from '@hubbub/shared'
import { settled } from './fake-clock.js'
import { ann, epoch, LOBBY, page, seq, standing } from './make.js'
import { startClient } from './start-client.js'

export const lobby: RoomSummary = {
  roomId: LOBBY,
  name: 'Lobby',
  kind: 'public',
  topic: '',
  memberCount: 2,
  createdAt: 0,
}

/** What a join of the lobby is answered, which has two entries. */
export function joined(fields: Partial<JoinedRoom> = {}): JoinedRoom {
  return {
    ...page(1, 2),
    ...{ room: lobby, pins: [], resync: null, readSeq: seq(2), presence: { count: 1, users: [ann] } },
    ...standing,
    ...fields,
  }
}

/** A client of Ann's that has joined the lobby, and is told its entries by `tell`. */
export async function inRoom(fields: Partial<JoinedRoom> = {}) {
  const started = startClient()
  await started.connect()
  const link = started.links.newest()
  link.take('rooms:list').answer({ mine: [lobby], others: [], next: null })
  await settled()
  link.take('room:join').answer(joined(fields))
  await settled()
  const tell = (...entries: Entry[]) =>
    link.tell('room:entries', { roomId: LOBBY, epoch: epoch('epoch-1'), entries })
  return { ...started, link, tell }
}
