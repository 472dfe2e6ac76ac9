// One room's log on its way to this client: joining, resuming, repairing, reading back. Always true:
//  - what is shown goes on from the position that the last join was answered for, or was replaced by that answer;
//  - once there is doubt that what is shown is the log's truth, nothing is added to it before a join has settled it:
//    one entry of the new truth on top would carry a good fingerprint and hide what is wrong below it;
//  - the room speaks over the link it was last joined on, so that a move is over for a room when it is joined there.

import {
  type Entry,
  type Epoch,
  type JoinedRoom,
  type LogPage,
  parseSeq,
  type RoomEntries,
  type RoomId,
} from '@hubbub/shared'
import { CommandFailed } from './command-failed.js'
import { createGapRepair } from './gap-repair.js'
import type { Link } from './link.js'
import type { ChatObserver } from './observer.js'
import { type Attempt, createRoomJoin, type Joined } from './room-join.js'
import {
  addEntries,
  addPage,
  contradicts,
  firstSeq,
  gapAfter,
  hasOlder,
  openTimeline,
  overlaps,
  positionOf,
  prependPage,
  resumeTimeline,
  type Timeline,
  trimTo,
} from './timeline.js'
import { untilAnswered } from './until-answered.js'

/** Two screens of short messages, and far less than the largest page that the server gives. */
const OLDER_PAGE_ENTRIES = 100

export interface RoomLog {
  timeline(): Timeline | null
  isLoadingOlder(): boolean
  /** The link over which the room is joined; null while there is none. */
  link(): Link | null
  isJoining(): boolean
  isJoiningOn(link: Link): boolean
  /** Joins, or resumes, on `link`; gives up only when the link ends, and tells `refused` when the answer is final. */
  join(link: Link, attempt?: Attempt): Promise<void>
  /** Joins with one attempt. @throws CommandFailed */
  joinOnce(link: Link): Promise<void>
  /** Asks once more for what a join tells. */
  rejoin(): Promise<void>
  entriesArrived(link: Link, batch: RoomEntries): void
  /** What is shown may no longer be true. */
  doubt(): void
  loadOlder(limit?: number): Promise<void>
  /** Asks for nothing more, until it is joined again. */
  stop(): void
  /** Asks for nothing any more. */
  end(): void
}

export interface RoomLogDeps {
  roomId: RoomId
  random: () => number
  observer: ChatObserver
  /** How many entries to keep at least; all when undefined. */
  keepEntries: number | undefined
  /** A join is about to be asked for. */
  asking(): void
  /** The answer to a join, after the timeline took it in; `isNew` when the timeline was replaced. */
  joined(answer: JoinedRoom, isNew: boolean): void
  refused(failure: CommandFailed): void
  /** Entries that came, before the timeline changes. */
  arrived(epoch: Epoch, entries: readonly Entry[]): void
  timelineChanged(timeline: Timeline, isNew: boolean): void
  changed(): void
}

export function createRoomLog(deps: RoomLogDeps): RoomLog {
  const { roomId, random, observer } = deps
  let timeline: Timeline | null = null
  let joinedOn: Link | null = null
  let isInDoubt = false
  let isLoadingOlder = false

  const repair = createGapRepair({
    roomId,
    random,
    link,
    gap: () => (timeline === null || isInDoubt ? null : gapIn(timeline)),
    filled: page => readBack(page, addPage),
    rejoin,
  })

  const joining = createRoomJoin({
    roomId,
    random,
    position() {
      deps.asking()
      return timeline === null ? null : positionOf(timeline)
    },
    answered,
  })

  function link(): Link | null {
    return joinedOn?.isOpen() ? joinedOn : null
  }

  async function join(on: Link, attempt?: Attempt): Promise<void> {
    try {
      await joining.join(on, attempt)
    } catch (failure) {
      if (!(failure instanceof CommandFailed)) throw failure
      deps.refused(failure)
    }
  }

  function answered(on: Link, { from, answer, held }: Joined) {
    const isNew = timeline === null || answer.resync !== null || answer.epoch !== timeline.epoch
    joinedOn = on
    isInDoubt = false
    observer.joined?.(roomId, from, answer)
    if (answer.resync !== null) observer.resync?.(roomId, answer.resync)
    if (isNew) replaced(answer)
    else resumed(answer)

    for (const batch of held) liveEntries(batch)
    deps.joined(answer, isNew)
    repair()
  }

  function replaced(answer: JoinedRoom) {
    observer.entries?.(roomId, answer.epoch, answer.entries, 'join')
    deps.arrived(answer.epoch, answer.entries)
    show(openTimeline(answer), true)
  }

  function resumed(answer: JoinedRoom) {
    observer.entries?.(roomId, answer.epoch, answer.entries, 'join')
    add(answer, held => resumeTimeline(held, answer))
  }

  /** A page asked for with an entry that is held at its edge: one without it was read from another log. */
  function readBack(page: LogPage, addTo: (timeline: Timeline, page: LogPage) => Timeline) {
    observer.entries?.(roomId, page.epoch, page.entries, 'history')
    if (timeline !== null && !overlaps(timeline, page.entries)) doubt()
    add(page, held => addTo(held, page))
  }

  function add(batch: { epoch: Epoch; entries: readonly Entry[] }, addTo: (timeline: Timeline) => Timeline) {
    if (timeline === null || isInDoubt) return
    if (timeline.epoch !== batch.epoch || contradicts(timeline, batch.entries)) return doubt()
    deps.arrived(batch.epoch, batch.entries)
    show(addTo(timeline), false)
  }

  function entriesArrived(from: Link, batch: RoomEntries) {
    observer.entries?.(roomId, batch.epoch, batch.entries, 'live')
    if (joining.link() === from) joining.hold(batch)
    // An older link has nothing to tell that the newest does not tell, too.
    else if (joinedOn === from) liveEntries(batch)
  }

  function liveEntries(batch: RoomEntries) {
    add(batch, held => addEntries(held, batch.entries))
    repair()
  }

  function doubt() {
    isInDoubt = true
    // What is held was told before the doubt arose.
    joining.forgetHeld()
    void rejoin()
  }

  /** Never on an older link than the one that a join is under way on: it would undo the move. */
  async function rejoin() {
    const on = joining.link() ?? link()
    if (on !== null) await join(on)
  }

  function show(next: Timeline, isNew: boolean) {
    if (next === timeline) return
    timeline = deps.keepEntries === undefined ? next : trimTo(next, deps.keepEntries)
    deps.timelineChanged(timeline, isNew)
  }

  async function loadOlder(limit = OLDER_PAGE_ENTRIES) {
    const on = link()
    if (timeline === null || on === null || isLoadingOlder || !hasOlder(timeline)) return

    // One more than is missing: the oldest entry held, so that the page can be seen to belong to it.
    const before = parseSeq(firstSeq(timeline) + 1)
    const request = { roomId, epoch: timeline.epoch, before, limit }
    setLoadingOlder(true)
    try {
      const page = await untilAnswered(on, random, () => on.command('room:history', request))
      if (page !== null) readBack(page, prependPage)
    } catch (failure) {
      if (!(failure instanceof CommandFailed)) throw failure
      // The log started anew, or the user is no member any more: a join tells which.
      await rejoin()
    } finally {
      setLoadingOlder(false)
    }
  }

  function setLoadingOlder(isLoading: boolean) {
    isLoadingOlder = isLoading
    deps.changed()
  }

  return {
    timeline: () => timeline,
    isLoadingOlder: () => isLoadingOlder,
    link,
    isJoining: () => joining.link() !== null,
    isJoiningOn: on => joining.link() === on,
    join,
    joinOnce: joining.joinOnce,
    rejoin,
    entriesArrived,
    doubt,
    loadOlder,
    stop() {
      joinedOn = null
    },
    end: joining.end,
  }
}

function gapIn(timeline: Timeline) {
  const gap = gapAfter(timeline)
  return gap === null ? null : { epoch: timeline.epoch, ...gap }
}
