// What stands above a room's log: its name, its topic, its pinned messages, who moderates, who may write, and how often.
// Always true: it is as of one entry of the log, and only the entries after that one change it, each once; so what was read
// before them never wins over them.

import type {
  Entry,
  JoinedRoom,
  MessagePlace,
  ModeratorEntry,
  RestrictedUser,
  RestrictionEntry,
  RoomModerator,
  RoomPace,
  Seq,
  User,
  UserId,
} from '@hubbub/shared'
import { type SlowMode, slowModeAfter, slowModeOf } from './slow-mode.js'

export interface Standing {
  /** The entry up to which it holds. */
  seq: Seq
  /** As the server says it, of a conversation too. */
  name: string
  topic: string
  /** Pinned messages, the one that was pinned last first; a message may be older than what is held, or not kept any more. */
  pins: readonly MessagePlace[]
  /** Whether this user may restrict others here. */
  isModerator: boolean
  /** Who may do so besides operators. */
  moderators: readonly RoomModerator[]
  /** Who muted this user here; null: they may write. */
  mutedBy: User | null
  /** Who is restricted here; empty for all but moderators. */
  restricted: readonly RestrictedUser[]
  /** null: the room has none. */
  slowMode: SlowMode | null
}

const NO_SLOW_MODE: RoomPace = { seconds: 0, waitMs: 0 }

/** @param answer of a server of the version before, while all are being replaced: it tells nothing of this */
export function standingOf(
  answer: Pick<JoinedRoom, 'headSeq' | 'room'> & Partial<JoinedRoom>,
  now: number,
): Standing {
  const { headSeq, room, pins = [], moderator = false, moderators = [], mutedBy = null } = answer
  const slowMode = slowModeOf(answer.slowMode ?? NO_SLOW_MODE, now)
  const { restricted = [] } = answer
  return {
    seq: headSeq,
    name: room.name,
    topic: room.topic ?? '',
    pins,
    isModerator: moderator,
    moderators,
    mutedBy,
    restricted,
    slowMode,
  }
}

/** @param entries in seq order, without gaps @returns the same one when none of them is news */
export function follow(standing: Standing, entries: readonly Entry[], me: UserId, now: number): Standing {
  const last = entries.at(-1)
  if (last === undefined || last.seq <= standing.seq) return standing
  const news = entriesAfter(standing.seq, entries)
  return { ...news.reduce((stands, entry) => after(stands, entry, me, now), standing), seq: last.seq }
}

/** The entry after `seq` that bans the user; undefined when none does. */
export function banOf(user: UserId, entries: readonly Entry[], seq: Seq): RestrictionEntry | undefined {
  for (const entry of entriesAfter(seq, entries)) {
    if (entry.kind !== 'member-restricted' || entry.target.userId !== user) continue
    if (entry.restriction === 'banned') return entry
  }
}

/** Of entries in seq order, without gaps. */
export function entriesAfter(seq: Seq, entries: readonly Entry[]): readonly Entry[] {
  const [first] = entries
  return first === undefined ? [] : entries.slice(Math.max(0, seq + 1 - first.seq))
}

function after(standing: Standing, entry: Entry, me: UserId, now: number): Standing {
  switch (entry.kind) {
    case 'topic-changed':
      return { ...standing, topic: entry.topic }
    case 'room-renamed':
      return { ...standing, name: entry.name }
    case 'message-pinned':
    case 'message-changed':
      return { ...standing, pins: pinsAfter(standing.pins, entry) }
    case 'member-restricted':
      return afterRestriction(standing, entry, me)
    case 'moderator-changed':
      return afterAppointment(standing, entry, me)
    case 'member-joined':
      return entry.maker ? withModerator(standing, entry.sender, true) : standing
    case 'member-left':
      return withoutModerator(standing, entry.sender)
    case 'slow-mode-changed':
    case 'message':
      return afterSlowMode(standing, slowModeAfter(standing.slowMode, entry, me, now))
    default:
      return standing
  }
}

function afterSlowMode(standing: Standing, slowMode: SlowMode | null): Standing {
  return slowMode === standing.slowMode ? standing : { ...standing, slowMode }
}

function pinsAfter(pins: readonly MessagePlace[], entry: Entry): readonly MessagePlace[] {
  const isPin = entry.kind === 'message-pinned'
  if (!isPin && !(entry.kind === 'message-changed' && entry.text === null)) return pins
  const { target, targetSeq } = entry
  const others = pins.filter(({ mid }) => mid !== target)
  if (isPin && entry.on) return [{ seq: targetSeq, mid: target }, ...others]
  return others.length === pins.length ? pins : others
}

function afterRestriction(standing: Standing, entry: RestrictionEntry, me: UserId): Standing {
  const { target, restriction, sender } = entry
  const { isModerator, mutedBy, restricted } = standing
  const others = restricted.filter(({ user }) => user.userId !== target.userId)
  const added = restriction === null ? [] : [{ user: target, restriction, by: sender }]
  return {
    ...(restriction === 'banned' ? withoutModerator(standing, target) : standing),
    mutedBy: target.userId !== me ? mutedBy : restriction === 'muted' ? sender : null,
    restricted: isModerator ? [...others, ...added] : restricted,
  }
}

/** Whom moderators have restricted is told with the next join. */
function afterAppointment(standing: Standing, { target, moderator }: ModeratorEntry, me: UserId): Standing {
  const appointed = moderator ? withModerator(standing, target) : withoutModerator(standing, target)
  if (target.userId !== me) return appointed
  return { ...appointed, isModerator: moderator, restricted: [] }
}

function withModerator(standing: Standing, { userId, name }: User, isMaker = false): Standing {
  const { moderators } = withoutModerator(standing, { userId, name })
  return { ...standing, moderators: [...moderators, { userId, name, ...(isMaker && { maker: true }) }] }
}

function withoutModerator(standing: Standing, { userId }: User): Standing {
  const moderators = standing.moderators.filter(moderator => moderator.userId !== userId)
  return moderators.length === standing.moderators.length ? standing : { ...standing, moderators }
}
