// The rooms this user is a member of. Always true:
//  - a room is joined without a position only when the server has just named it as the user's own, because such a join makes
//    a member: what the user left on another connection must stay left;
//  - one that the server names no more is asked for with its position, to hear why: the user may have been removed;
//  - rooms are joined on the newest link only, so that an answer that comes late on an older one undoes no move;
//  - a list that was asked for before this client itself joined or left a room is asked for again.

import type { RoomDirectory, RoomId, RoomSummary, User, UserId } from '@hubbub/shared'
import { CommandFailed } from './command-failed.js'
import { createJoinInTurn } from './join-in-turn.js'
import type { Facts, Link } from './link.js'
import { onceMore } from './once-more.js'
import type { Outbox } from './outbox.js'
import type { Refusal } from './outgoing.js'
import { askOwnRooms } from './own-rooms.js'
import { BANNED, createRemovals, type Removals } from './removals.js'
import type { Room, RoomDeps, RoomView } from './room.js'

type RoomFact =
  | 'room:entries'
  | 'room:resync'
  | 'rooms:changed'
  | 'presence:changed'
  | 'typing:changed'
  | 'read:marked'
  | 'notify:changed'

export interface Rooms {
  /** A room that is joined, or whose first join is under way. */
  get(roomId: RoomId): Room | undefined
  views(): ReadonlyMap<RoomId, RoomView>
  readonly removals: Removals
  /** Whether the first list arrived and each room in it was asked for. */
  areLoaded(): boolean
  /** Whether each room was asked for on the newest link: one without a link cannot be joined now. */
  areAsked(): boolean
  /** The user's own rooms that are not joined yet. */
  awaited(): ReadonlySet<RoomId>
  readonly facts: Pick<Facts, RoomFact>
  /** Asks which rooms are the user's own and joins them on a link. */
  joinAll(link: Link): Promise<void>
  list(after?: RoomId): Promise<RoomDirectory>
  create(name: string, isPrivate?: boolean): Promise<RoomSummary>
  openDirect(userId: UserId): Promise<RoomId>
  join(roomId: RoomId): Promise<void>
  leave(roomId: RoomId): Promise<void>
  tellReadNow(): void
  stop(): void
}

export interface RoomsDeps {
  createRoom(deps: Pick<RoomDeps, 'roomId' | 'changed' | 'refused' | 'banned'>): Room
  outbox: Outbox
  random: () => number
  currentLink(): Link | null
  /** @throws CommandFailed unavailable */
  mustLink(): Link
  changed(): void
}

export function createRooms(deps: RoomsDeps): Rooms {
  const { outbox, random, mustLink } = deps
  const rooms = new Map<RoomId, Room>()
  /** Rooms whose first join, asked for by the user, is under way. */
  const entering = new Map<RoomId, Room>()
  const removals = createRemovals(deps.changed)
  let askedOn: Link | null = null
  let areLoaded = false
  let ownChanges = 0
  const joinInTurn = createJoinInTurn(isNewest)
  /** Asks which rooms are the user's own by now. */
  const look = onceMore(refreshAndJoin)

  async function joinAll(link: Link) {
    await refresh(link)
    if (!isNewest(link)) return
    const joins = [...rooms.values()].map(room => joinInTurn(room, link))
    // One that cannot be joined now keeps no other from being seen.
    await Promise.all(joins.map(({ asked }) => asked))
    if (isNewest(link)) {
      askedOn = link
      areLoaded = true
      deps.changed()
    }
    await Promise.all(joins.map(({ done }) => done))
  }

  /** Asks which rooms are the user's own and adds those that are new. @returns them; none when the link is not the newest */
  async function refresh(link: Link): Promise<ReadonlySet<RoomId>> {
    for (;;) {
      const changesBefore = ownChanges
      const mine = await askOwnRooms(link, random)
      if (mine === null || !isNewest(link)) return new Set()
      if (changesBefore === ownChanges) return update(new Set(mine.map(({ roomId }) => roomId)))
    }
  }

  function update(mine: ReadonlySet<RoomId>): ReadonlySet<RoomId> {
    for (const room of rooms.values()) if (!mine.has(room.roomId) && room.view() === null) drop(room)
    // One that is being entered is set when it has been.
    for (const roomId of mine) if (!find(roomId)) rooms.set(roomId, makeRoom(roomId))
    outbox.endOthers(roomId => find(roomId) !== undefined)
    return mine
  }

  function makeRoom(roomId: RoomId): Room {
    const room = deps.createRoom({ roomId, changed: deps.changed, refused, banned })
    return room

    function banned(by: User | null) {
      const summary = room.view()?.room
      drop(room, BANNED)
      if (summary !== undefined) removals.add({ room: summary, by })
    }

    function refused(failure: CommandFailed) {
      if (failure.code === 'banned') banned(null)
      // `unauthenticated`: the session has ended, not the membership; the connection will tell.
      else if (failure.code !== 'unauthenticated') drop(room)
    }
  }

  function drop(room: Room, why?: Refusal) {
    const { roomId } = room
    room.end()
    // There may be a newer one, whose messages those are.
    if (find(roomId) !== room) return
    rooms.delete(roomId)
    entering.delete(roomId)
    outbox.room(roomId).roomEnded(why)
    deps.changed()
  }

  async function join(roomId: RoomId) {
    if (rooms.has(roomId) || entering.has(roomId)) return
    const room = makeRoom(roomId)
    entering.set(roomId, room)
    try {
      await orLook(room.log.joinOnce(mustLink()))
      ownChanges++
      // A ban may have come with the answer.
      if (entering.get(roomId) !== room) return
      rooms.set(roomId, room)
      removals.forget(roomId)
    } finally {
      entering.delete(roomId)
      deps.changed()
    }
    const newest = deps.currentLink()
    if (newest !== null && newest !== room.log.link()) void room.log.join(newest)
  }

  async function leave(roomId: RoomId) {
    const room = rooms.get(roomId)
    await orLook((room?.log.link() ?? mustLink()).command('room:leave', { roomId }))
    ownChanges++
    if (room) drop(room)
  }

  async function create(name: string, isPrivate = false) {
    // Left out when it is not: a server of before knows no such field.
    const command = isPrivate ? { name, private: true } : { name }
    const summary = await orLook(mustLink().command('room:create', command))
    await join(summary.roomId)
    return summary
  }

  async function openDirect(userId: UserId) {
    const command = { userId }
    const known = [...rooms.values()].find(room => room.view()?.partner?.userId === userId)
    if (known) {
      // The other is told of it anew, should they not have heard; nothing waits for what comes of that.
      deps
        .currentLink()
        ?.command('room:direct', command)
        .catch(() => {})
      return known.roomId
    }
    const { roomId } = await orLook(mustLink().command('room:direct', command))
    await join(roomId)
    return roomId
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

  const find = (roomId: RoomId) => rooms.get(roomId) ?? entering.get(roomId)

  return {
    get: find,
    views: () => viewsOf(rooms),
    removals,
    areLoaded: () => areLoaded,
    areAsked: () => askedOn !== null && isNewest(askedOn),
    awaited: () => new Set([...rooms.keys()].filter(roomId => !rooms.get(roomId)?.view())),
    joinAll,
    list: async after => mustLink().command('rooms:list', after === undefined ? {} : { after }),
    create,
    openDirect,
    join,
    leave,
    tellReadNow() {
      for (const room of rooms.values()) room.tellReadNow()
    },
    stop() {
      for (const room of rooms.values()) room.stop()
    },
    facts: {
      'room:entries': (link, batch) => find(batch.roomId)?.entriesArrived(link, batch),
      'room:resync': (_link, { roomId }) => find(roomId)?.log.doubt(),
      'presence:changed': (link, change) => find(change.roomId)?.presenceChanged(link, change),
      'typing:changed': (link, { roomId, user, typing }) => find(roomId)?.typingChanged(link, user, typing),
      'read:marked': (_link, { roomId, seq, back = false }) => find(roomId)?.readMarked(seq, back),
      'notify:changed': (link, { roomId, level }) => find(roomId)?.notifyChanged(link, level),
      'rooms:changed': () => void look(),
    },
  }

  async function refreshAndJoin() {
    const link = deps.currentLink()
    if (link === null) return
    const mine = await refresh(link)
    const unsure = [...rooms.values()].filter(room => room.log.link() === null || !mine.has(room.roomId))
    // Not waited for: one that cannot be joined yet keeps nobody from seeing what is new.
    if (isNewest(link)) for (const room of unsure) joinInTurn(room, link)
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
