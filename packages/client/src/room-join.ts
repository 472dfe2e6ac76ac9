// Joins of one room, first or resumed. Always true:
//  - one join counts at a time, the one on the newest link; an answer on an older link changes nothing;
//  - what is told on the link of a join is held until its answer;
//  - a wish to join while a join is under way on the same link is met by one more join after it.

import type { JoinedRoom, Position, RoomEntries, RoomId } from '@hubbub/shared'
import { CommandFailed } from './command-failed.js'
import type { Link } from './link.js'
import { untilAnswered } from './until-answered.js'

/** Batches held while a join is under way; when there are more, the room is joined once more instead. */
const HELD_MAX = 1_000

export interface RoomJoin {
  /** The link on which a join is under way. */
  link(): Link | null
  /**
   * Joins, or resumes; gives up only when the link ends.
   *
   * @param attempt makes each attempt, when it is its turn
   * @throws CommandFailed when the answer is final
   */
  join(link: Link, attempt?: Attempt): Promise<void>
  /** Joins with one attempt. @throws CommandFailed */
  joinOnce(link: Link): Promise<void>
  /** Keeps what was told until the answer is here. */
  hold(batch: RoomEntries): void
  /** Lets go of what is held. */
  forgetHeld(): void
  /** Asks for nothing any more: without a position a join would make the user a member again. */
  end(): void
}

/** Calls `ask` once, which asks the server, and passes on what comes of it. */
export type Attempt = (ask: Ask) => Promise<JoinedRoom>

const ENDED = new CommandFailed('not_a_member', 'This room is not asked for any more.', false)

export interface RoomJoinDeps {
  roomId: RoomId
  random: () => number
  /** Where to go on from; null when nothing is held. Asked for anew with each attempt. */
  position(): Position | null
  answered(link: Link, joined: Joined): void
}

export interface Joined {
  /** The position that the join carried. */
  from: Position | null
  answer: JoinedRoom
  /** What was told before the answer. */
  held: readonly RoomEntries[]
}

interface Join {
  link: Link
  held: RoomEntries[]
  isWantedAgain: boolean
  done: Promise<void>
}

type Ask = () => Promise<JoinedRoom>

export function createRoomJoin({ roomId, random, position, answered }: RoomJoinDeps): RoomJoin {
  let current: Join | null = null
  let isEnded = false

  function start(link: Link, attempt: (ask: Ask) => Promise<JoinedRoom | null>): Promise<void> {
    if (current?.link === link) {
      current.isWantedAgain = true
      return current.done
    }
    const started: Join = { link, held: [], isWantedAgain: false, done: Promise.resolve() }
    current = started
    started.done = run(started, attempt)
    return started.done
  }

  async function run(join: Join, attempt: (ask: Ask) => Promise<JoinedRoom | null>) {
    try {
      do {
        join.isWantedAgain = false
        let from: Position | null = null
        const answer = await attempt(async () => {
          if (isEnded) throw ENDED
          from = position()
          return join.link.command('room:join', from === null ? { roomId } : { roomId, position: from })
        })
        if (answer === null || join !== current || isEnded) return
        answered(join.link, { from, answer, held: join.held.splice(0) })
      } while (join.isWantedAgain)
    } finally {
      if (join === current) current = null
    }
  }

  return {
    link: () => current?.link ?? null,
    join: (link, attempt = ask => ask()) =>
      start(link, ask => untilAnswered(link, random, () => attempt(ask))),
    joinOnce: link => start(link, ask => ask()),
    hold(batch) {
      if (current === null) return
      if (current.held.length < HELD_MAX) current.held.push(batch)
      else current.isWantedAgain = true
    },
    forgetHeld: () => void current?.held.splice(0),
    end() {
      isEnded = true
    },
  }
}
