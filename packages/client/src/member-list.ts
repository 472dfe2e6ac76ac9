// Who is a member of a room, present or not, as far as somebody here wants to know. Always true:
//  - it is asked for only while somebody looks on: when they begin to, unless that was done a moment ago, and after each join;
//  - what the log and presence tell after the question was asked is added to the answer. Of large rooms, and of the lobby,
//    the log does not tell who leaves: that is known with the next answer;
//  - who has just come by themselves is present, which is told within a second (P2): until then they are left out, so that
//    nobody takes them for a member who is away.

import type { Entry, ListMembers, MembersPage, RoomId, User, UserId } from '@hubbub/shared'
import type { Clock } from './clock.js'
import { CommandFailed } from './command-failed.js'
import type { Link } from './link.js'
import { untilAnswered } from './until-answered.js'

/** Whoever looks away and back meanwhile sees what was answered before. */
const ASK_AGAIN_AFTER_MS = 30_000
/** Whoever is not told to be present by then has gone again. */
const PRESENT_WITHIN_MS = 2_000

export interface RoomMembers {
  /** In the order of their names. */
  users: readonly User[]
  /** Whether these are all; else the room has so many that only some are told. */
  isComplete: boolean
}

export interface MemberList {
  /** null: not known. */
  list(): RoomMembers | null
  /** Somebody looks on. @returns what ends that */
  watch(): () => void
  /** The room was joined, for the first time or again. */
  joined(): void
  /** Entries that are news. */
  told(entries: readonly Entry[]): void
  came(users: readonly User[]): void
}

/** Gives somebody a place among the members, or takes it. */
type Change = (members: Map<UserId, User>) => void

export function createMemberList(deps: {
  roomId: RoomId
  clock: Clock
  random: () => number
  link(): Link | null
  changed(): void
}): MemberList {
  let members: RoomMembers | null = null
  let watchers = 0
  let askedAt = Number.NEGATIVE_INFINITY
  /** What was told since the question under way was asked; null: none is. */
  let since: Change[] | null = null
  /** Who has just come. Each has what ends the wait for them. */
  const coming = new Map<UserId, () => void>()

  function look() {
    const link = deps.link()
    const isFresh = deps.clock.now() < askedAt + ASK_AGAIN_AFTER_MS
    if (watchers > 0 && !isFresh && since === null && link !== null) void ask(link)
  }

  async function ask(link: Link) {
    const changes: Change[] = []
    since = changes
    askedAt = deps.clock.now()
    const answer = await readAll(link)
    since = null
    if (answer !== null) {
      members = answer
      apply(changes)
      deps.changed()
    }
    // The room may have been joined anew meanwhile.
    look()
  }

  /** @returns null when there is no answer */
  async function readAll(link: Link): Promise<RoomMembers | null> {
    const users = new Map<UserId, User>()
    for (let after: UserId | null = null; ; ) {
      const request: ListMembers = { roomId: deps.roomId, ...(after !== null && { after }) }
      const asked = untilAnswered(link, deps.random, () => link.command('room:members', request))
      const page: MembersPage | null = await asked.catch(orNull)
      if (page === null) return null
      for (const user of page.members) users.set(user.userId, user)
      after = page.next
      if (after === null) return { users: byName(users), isComplete: page.isComplete }
    }
  }

  function tell(changes: readonly Change[]) {
    if (changes.length === 0) return
    since?.push(...changes)
    if (members === null) return
    apply(changes)
    deps.changed()
  }

  function apply(changes: readonly Change[]) {
    if (members === null || changes.length === 0) return
    const users = new Map(members.users.map(user => [user.userId, user]))
    for (const change of changes) change(users)
    members = { ...members, users: byName(users) }
  }

  function waitFor({ userId }: User) {
    coming.get(userId)?.()
    coming.set(
      userId,
      deps.clock.after(PRESENT_WITHIN_MS, () => {
        coming.delete(userId)
        deps.changed()
      }),
    )
  }

  function arrived({ userId }: User) {
    coming.get(userId)?.()
    coming.delete(userId)
  }

  return {
    list() {
      if (members === null || coming.size === 0) return members
      return { ...members, users: members.users.filter(({ userId }) => !coming.has(userId)) }
    },
    watch() {
      watchers++
      look()
      return () => void watchers--
    },
    joined() {
      askedAt = Number.NEGATIVE_INFINITY
      look()
    },
    told(entries) {
      if (watchers > 0) for (const { sender } of entries.filter(isComing)) waitFor(sender)
      tell(entries.map(changeOf).filter(change => change !== null))
    },
    came(users) {
      for (const user of users) arrived(user)
      const known = new Set(members?.users.map(({ userId }) => userId))
      tell(users.filter(({ userId }) => !known.has(userId)).map(add))
    },
  }
}

const { compare } = new Intl.Collator()
function byName(users: ReadonlyMap<UserId, User>): User[] {
  return [...users.values()].sort((a, b) => compare(a.name, b.name))
}

function isComing(entry: Entry): boolean {
  return entry.kind === 'member-joined' && entry.by === undefined
}

function changeOf(entry: Entry): Change | null {
  if (entry.kind === 'member-joined') return add(entry.sender)
  if (entry.kind === 'member-left') return remove(entry.sender)
  if (entry.kind === 'member-restricted' && entry.restriction === 'banned') return remove(entry.target)
  return null
}

function add({ userId, name }: User): Change {
  return members => void members.set(userId, { userId, name })
}

function remove({ userId }: User): Change {
  return members => void members.delete(userId)
}

/** A server of the version before knows no such command; and who is no member any more hears that elsewhere. */
function orNull(failure: unknown): null {
  if (failure instanceof CommandFailed) return null
  throw failure
}
