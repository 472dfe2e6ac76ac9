// Where a room is asked. Right after a reconnect that is nowhere for a moment: the page says "connected" by then, and the
// room is about to be joined again.

import { ERRORS, type RoomId } from '@hubbub/shared'
import { CommandFailed, noAnswer } from './command-failed.js'
import type { Link } from './link.js'
import type { Room } from './room.js'
import { askAgain } from './until-answered.js'

/** Asks over the link of a room, until the answer is final. @throws CommandFailed; `unavailable` when the link ended first */
export type AskRoom = <Value extends object>(
  roomId: RoomId,
  command: (link: Link) => Promise<Value>,
) => Promise<Value>

export interface RoomLinks {
  /** Where the room is joined; null: nowhere. */
  linkOf(roomId: RoomId): Link | null
  /** The same as soon as it is. @throws CommandFailed `unavailable` when the connection ends first, `not_a_member` when the room does */
  nextLink(roomId: RoomId): Promise<Link>
  ask: AskRoom
}

export function createRoomLinks(deps: {
  /** A room that is joined, or about to be. */
  find: (roomId: RoomId) => Room | undefined
  currentLink: () => Link | null
  /** Calls back when either may be another. @returns what ends that */
  subscribe: (listener: () => void) => () => void
  random: () => number
}): RoomLinks {
  const { find, currentLink, subscribe, random } = deps

  const linkOf = (roomId: RoomId) => find(roomId)?.log.link() ?? null

  function nextLink(roomId: RoomId): Promise<Link> {
    return new Promise((resolve, reject) => {
      const end = subscribe(look)
      look()

      function look() {
        const link = linkOf(roomId)
        if (link === null && currentLink() !== null && find(roomId)) return
        end()
        if (link !== null) resolve(link)
        else reject(currentLink() === null ? noAnswer('Not connected.') : noMember())
      }
    })
  }

  return {
    linkOf,
    nextLink,
    async ask(roomId, command) {
      const link = linkOf(roomId) ?? (await nextLink(roomId))
      return askAgain(link, random, () => command(link))
    },
  }
}

function noMember(): CommandFailed {
  return new CommandFailed(
    'not_a_member',
    'You are not in this room any more.',
    ERRORS.not_a_member.retryable,
  )
}
