// The rooms this user is a member of. Always true:
//  - a room is rejoined only when the server has just named it as the user's own, because a join makes a member: what
//    the user left on another connection must stay left;
//  - rooms are joined on the newest link only, so that an answer that comes late on an older one undoes no move;
//  - a list that was asked for before this client itself joined or left a room is asked for again.

import type { RoomDirectory, RoomId, RoomSummary } from '@hubbub/shared'
import { CommandFailed, noAnswer } from './command-failed.js'
import type { Facts, Link } from './link.js'
import type { Outbox } from './outbox.js'
import type { Room, RoomDeps, RoomView } from './room.js'
import { untilAnswered } from './until-answered.js'

/** Joins under way at a time: enough to hide the round trips, few enough for the server's rate limit. */
const JOINS_AT_ONCE = 8

type RoomFact =
  | 'room:entries'
  | 'room:resync'
  | 'rooms:changed'
  | 'presence:changed'
  | 'typing:changed'
  | 'read:marked'

export interface Rooms {
  /** A room that is joined, or whose first join is under way. */
  get(roomId: RoomId): Room | undefined
  views(): ReadonlyMap<RoomId, RoomView>
  /** Whether the first list arrived and the rooms in it were joined. */
  areLoaded(): boolean
  readonly facts: Pick<Facts, RoomFact>
  /** Joins all rooms on a link; when it takes over from one that is still open, without asking which they are. */
  joinAll(link: Link, isMove: boolean): Promise<void>
  list(after?: RoomId): Promise<RoomDirectory>
  create(name: string): Promise<RoomSummary>
  join(roomId: RoomId): Promise<void>
  leave(roomId: RoomId): Promise<void>
  stop(): void
}

export interface RoomsDeps {
  createRoom(deps: Pick<RoomDeps, 'roomId' | 'changed' | 'refused'>): Room
  outbox: Outbox
  random: () => number
  currentLink(): Link | null
  changed(): void
}

export function createRooms(deps: RoomsDeps): Rooms {
  const { outbox, random } = deps
  const rooms = new Map<RoomId, Room>()
  /** Rooms whose first join, asked for by the user, is under way. */
  const entering = new Map<RoomId, Room>()
  let areLoaded = false
  let ownChanges = 0
  let isLooking = false
  let isLookWanted = false

  async function joinAll(link: Link, isMove: boolean) {
    if (!isMove || !areLoaded) await refresh(link)
    await joinEach(link, [...rooms.values()])
    if (areLoaded || !isNewest(link)) return
    areLoaded = true
    deps.changed()
  }

  function joinEach(link: Link, wanted: readonly Room[]) {
    return inParallel(wanted, JOINS_AT_ONCE, async room => {
      if (rooms.get(room.roomId) === room && isNewest(link)) await room.log.join(link)
    })
  }

  /** Asks which rooms are the user's own; drops those that are no more and adds those that are new. */
  async function refresh(link: Link) {
    for (;;) {
      const changesBefore = ownChanges
      const directory = await listFor(link)
      if (directory === null || !isNewest(link)) return
      if (changesBefore === ownChanges) return update(directory.mine)
    }
  }

  async function listFor(link: Link): Promise<RoomDirectory | null> {
    try {
      return await untilAnswered(link, random, () => link.command('rooms:list', {}))
    } catch (failure) {
      if (!(failure instanceof CommandFailed)) throw failure
      // A link over which the rooms cannot be learnt is of no use: begin again with another, in good time.
      link.close()
      return null
    }
  }

  function update(mine: readonly RoomSummary[]) {
    const ids = new Set(mine.map(({ roomId }) => roomId))
    for (const room of rooms.values()) if (!ids.has(room.roomId)) drop(room)
    // One that is being entered is set when it has been.
    for (const roomId of ids)
      if (!rooms.has(roomId) && !entering.has(roomId)) rooms.set(roomId, makeRoom(roomId))
  }

  function makeRoom(roomId: RoomId): Room {
    const room = deps.createRoom({ roomId, changed: deps.changed, refused })
    return room

    function refused(failure: CommandFailed) {
      // The session has ended, not the membership; the connection will tell.
      if (failure.code !== 'unauthenticated') drop(room)
    }
  }

  function drop(room: Room) {
    if (rooms.get(room.roomId) === room) rooms.delete(room.roomId)
    room.stop()
    outbox.room(room.roomId).roomEnded()
    deps.changed()
  }

  async function join(roomId: RoomId) {
    if (rooms.has(roomId) || entering.has(roomId)) return
    const room = makeRoom(roomId)
    entering.set(roomId, room)
    try {
      await orLook(room.log.joinOnce(openLink()))
      ownChanges++
      rooms.set(roomId, room)
    } finally {
      entering.delete(roomId)
    }
    deps.changed()
    const newest = deps.currentLink()
    if (newest !== null && newest !== room.log.link()) void room.log.join(newest)
  }

  async function leave(roomId: RoomId) {
    const room = rooms.get(roomId)
    await orLook((room?.log.link() ?? openLink()).command('room:leave', { roomId }))
    ownChanges++
    if (room) drop(room)
  }

  async function create(name: string) {
    const summary = await orLook(openLink().command('room:create', { name }))
    await join(summary.roomId)
    return summary
  }

  /** What got no answer may have been done all the same. */
  async function orLook<Value>(answer: Promise<Value>): Promise<Value> {
    try {
      return await answer
    } catch (failure) {
      if (failure instanceof CommandFailed && failure.code === 'unavailable') void look()
      throw failure
    }
  }

  function isNewest(link: Link): boolean {
    return deps.currentLink() === link
  }

  function openLink(): Link {
    const link = deps.currentLink()
    if (link === null) throw noAnswer('Not connected.')
    return link
  }

  const find = (roomId: RoomId) => rooms.get(roomId) ?? entering.get(roomId)

  return {
    get: find,
    views: () => viewsOf(rooms),
    areLoaded: () => areLoaded,
    joinAll,
    list: async after => openLink().command('rooms:list', after === undefined ? {} : { after }),
    create,
    join,
    leave,
    stop() {
      for (const room of rooms.values()) room.stop()
    },
    facts: {
      'room:entries': (link, batch) => find(batch.roomId)?.entriesArrived(link, batch),
      'room:resync': (_link, { roomId }) => find(roomId)?.log.doubt(),
      'presence:changed': (link, change) => find(change.roomId)?.presenceChanged(link, change),
      'typing:changed': (link, { roomId, user, typing }) => find(roomId)?.typingChanged(link, user, typing),
      'read:marked': (_link, { roomId, seq }) => find(roomId)?.readMarked(seq),
      'rooms:changed': () => void look(),
    },
  }

  /** Asks which rooms are the user's own by now: once more when it is called meanwhile, however often. */
  async function look() {
    isLookWanted = true
    if (isLooking) return
    isLooking = true
    try {
      while (isLookWanted) {
        isLookWanted = false
        await refreshAndJoin()
      }
    } finally {
      isLooking = false
    }
  }

  async function refreshAndJoin() {
    const link = deps.currentLink()
    if (link === null) return
    await refresh(link)
    const unjoined = [...rooms.values()].filter(room => room.log.link() === null)
    // Not waited for: one that cannot be joined yet keeps nobody from seeing what is new.
    void joinEach(link, unjoined)
  }
}

function viewsOf(rooms: ReadonlyMap<RoomId, Room>): ReadonlyMap<RoomId, RoomView> {
  const views = new Map<RoomId, RoomView>()
  for (const [roomId, room] of rooms) {
    const view = room.view()
    if (view) views.set(roomId, view)
  }
  return views
}

async function inParallel<T>(items: readonly T[], limit: number, act: (item: T) => Promise<void>) {
  const shared = items.values()
  const workThrough = async () => {
    for (const item of shared) await act(item)
  }
  await Promise.all(Array.from({ length: limit }, workThrough))
}
