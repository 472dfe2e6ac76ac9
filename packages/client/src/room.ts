// One room as this user has it: its log, who is present, who types, how far it is read, what is on its way into it.

import {
  type JoinedRoom,
  type NotifyLevel,
  type PresenceChange,
  parseSeq,
  type RoomEntries,
  type RoomId,
  type RoomPresence,
  type RoomSummary,
  type Seq,
  type User,
  type UserId,
} from '@hubbub/shared'
import type { Clock } from './clock.js'
import type { CommandFailed } from './command-failed.js'
import type { Link } from './link.js'
import { createMemberList, type RoomMembers } from './member-list.js'
import { createNotifyChoice } from './notify-choice.js'
import type { ChatObserver } from './observer.js'
import type { Outgoing } from './outgoing.js'
import { applyPresence } from './presence.js'
import { createReadMarker } from './read-marker.js'
import { createRoomLog, type RoomLog } from './room-log.js'
import type { RoomOutbox } from './room-outbox.js'
import { banOf, entriesAfter, follow, type Standing, standingOf } from './room-standing.js'
import { lastSeq, type Timeline } from './timeline.js'
import { createTypingNotice, createTypingUsers } from './typing.js'
import { countUnread, hasUnreadBefore } from './unread.js'

/** What a person sees of one joined room. Replaced, never changed in place. */
export interface RoomView extends Omit<Standing, 'seq' | 'name' | 'topic'> {
  /** A direct conversation is named after whom it is with. */
  room: RoomSummary
  /** Whom a direct conversation is with; null for all other rooms. */
  partner: User | null
  timeline: Timeline
  /** Messages not yet in the log, in the order they were written. */
  outgoing: readonly Outgoing[]
  presence: RoomPresence
  /** As of when somebody last watched them; null: nobody did. */
  members: RoomMembers | null
  /** Other users typing now. */
  typing: readonly User[]
  /** How far this user has read, on any device. */
  readSeq: Seq
  /** Messages by others after `readSeq` among those held, and that somebody has let this user in. */
  unread: number
  /** Whether there are more unread ones than those held. */
  unreadIsAtLeast: boolean
  /** Of what this user wants to be told here, on any device. */
  notifyLevel: NotifyLevel
  loadingOlder: boolean
}

export interface Room {
  readonly roomId: RoomId
  readonly log: Pick<RoomLog, 'link' | 'join' | 'joinOnce' | 'doubt' | 'loadOlder'>
  /** null until the room was joined for the first time. */
  view(): RoomView | null
  /** Something in the view is no longer so. */
  changed(): void
  watchMembers(): () => void
  setTyping(isTyping: boolean): void
  markRead(seq: Seq): void
  markUnread(from: Seq): void
  tellReadNow(): void
  entriesArrived(link: Link, batch: RoomEntries): void
  presenceChanged(link: Link, change: PresenceChange): void
  typingChanged(link: Link, user: User, isTyping: boolean): void
  readMarked(seq: Seq, back: boolean): void
  notifyChanged(link: Link, level: NotifyLevel): void
  sendFailed(failure: CommandFailed): void
  /** Until it is joined again. */
  stop(): void
  /** For good. */
  end(): void
}

export interface RoomDeps {
  roomId: RoomId
  userId: UserId
  clock: Clock
  random: () => number
  observer: ChatObserver
  keepEntries: number | undefined
  outbox: RoomOutbox
  changed(): void
  /** The server's final no to a join of the room. */
  refused(failure: CommandFailed): void
  /** A moderator has removed this user. */
  banned(by: User): void
}

export function createRoom(deps: RoomDeps): Room {
  const { roomId, userId, clock, outbox } = deps
  let summary: RoomSummary | null = null
  let standing: Standing | null = null
  let partner: User | null = null
  let presence: RoomPresence = { count: 0, users: [] }
  let view: RoomView | null = null
  const earlyPresence: { link: Link; change: PresenceChange }[] = []

  const log = createRoomLog({
    ...deps,
    asking: () => readMarker.asking(),
    joined,
    changed,
    arrived(epoch, entries) {
      outbox.arrived(epoch, entries)
      typing.arrived(entries)
    },
    timelineChanged(timeline, isNew) {
      outbox.shown({ epoch: timeline.epoch, seq: lastSeq(timeline) }, isNew)
      changed()
      // Else the answer is about to say what stands.
      if (!log.isJoining()) followLog(timeline)
    },
  })
  const typing = createTypingUsers(clock, changed)
  const tellTyping = createTypingNotice(clock, isTyping => {
    // May be lost, and nobody would notice.
    log
      .link()
      ?.command('typing:set', { roomId, typing: isTyping })
      .catch(() => {})
  })
  const members = createMemberList({ ...deps, link: log.link, changed })
  const notify = createNotifyChoice(log.isJoiningOn, changed)
  const readMarker = createReadMarker({
    clock,
    changed,
    canTell: () => log.link() !== null,
    tell: async (seq, back) => log.link()?.command('read:mark', { roomId, seq, ...(back && { back }) }),
  })

  function joined(answer: JoinedRoom, isNew: boolean) {
    const { room } = answer
    standing = standingOf(answer, clock.now())
    partner = room.members?.find(member => member.userId !== userId) ?? null
    summary = room
    // A change told after the room was followed may be newer than the answer; told twice it does no harm. One told on a link
    // that ended before its answer may be older.
    presence = earlyPresence
      .splice(0)
      .filter(({ link }) => link === log.link())
      .reduce((now, { change }) => applyPresence(now, change), answer.presence)
    readMarker.joined(answer.readSeq, isNew && answer.resync !== 'trimmed')
    notify.joined(answer.notifyLevel, log.link())
    outbox.roomReady()
    members.joined()
    changed()
    const timeline = log.timeline()
    if (timeline !== null) followLog(timeline)
  }

  /** What stood at the join holds what the log said up to then. */
  function followLog({ entries }: Timeline) {
    if (standing === null) return
    const before = standing
    standing = follow(before, entries, userId, clock.now())
    if (standing === before) return
    members.told(entriesAfter(before.seq, entries))
    changed()
    // What only moderators are told comes with a join.
    if (standing.isModerator !== before.isModerator) void log.rejoin()
    // What waits for its time has another one now.
    if (standing.slowMode?.seconds !== before.slowMode?.seconds) outbox.roomReady()
    const banned = banOf(userId, entries, before.seq)
    if (banned) deps.banned(banned.sender)
  }

  /** Only the server knows exactly when it takes the next message. */
  function sendFailed({ code, retryAfterMs = 0 }: CommandFailed) {
    if (code !== 'slow_mode' || !standing?.slowMode) return
    standing = { ...standing, slowMode: { ...standing.slowMode, opensAt: clock.now() + retryAfterMs } }
    changed()
  }

  function changed() {
    view = null
    deps.changed()
  }

  function currentView(): RoomView | null {
    const timeline = log.timeline()
    if (summary === null || standing === null || timeline === null) return null
    const { seq: _, name, topic, ...stands } = standing
    const readSeq = readMarker.seq()
    view ??= {
      ...stands,
      room: { ...summary, name: partner?.name ?? name, topic },
      partner,
      timeline,
      outgoing: outbox.outgoing(),
      presence,
      members: members.list(),
      typing: typing.list(),
      readSeq,
      unread: countUnread(timeline, readSeq, userId),
      notifyLevel: notify.level(),
      unreadIsAtLeast: hasUnreadBefore(timeline, readSeq),
      loadingOlder: log.isLoadingOlder(),
    }
    return view
  }

  return {
    roomId,
    log,
    view: currentView,
    changed,
    watchMembers: members.watch,
    setTyping: tellTyping,
    markRead(seq) {
      const timeline = log.timeline()
      if (timeline !== null) readMarker.mark(seq < lastSeq(timeline) ? seq : lastSeq(timeline))
    },
    tellReadNow: readMarker.tellNow,
    markUnread: from => readMarker.goBack(parseSeq(Math.max(0, from - 1))),
    entriesArrived: log.entriesArrived,
    presenceChanged(link, change) {
      if (log.isJoiningOn(link)) earlyPresence.push({ link, change })
      // Two links tell the same changes at different times; only one of them can be right in the end.
      if (link !== log.link()) return
      presence = applyPresence(presence, change)
      members.came(change.delta?.joined ?? [])
      changed()
    },
    typingChanged(link, user, isTyping) {
      if (link === log.link() && user.userId !== userId) typing.set(user, isTyping)
    },
    readMarked: readMarker.marked,
    notifyChanged: (link, level) => notify.changed(level, link),
    sendFailed,
    stop,
    end() {
      stop()
      log.end()
    },
  }

  function stop() {
    log.stop()
    typing.clear()
    readMarker.stop()
  }
}
