// Names that rooms have for themselves, each by a claim. Always true:
//  - a room gets a name only by a claim that stands, and a claim is given up only when the room cannot get the name by it any
//    more (`lua/rename-room.lua`, `lua/give-up-claim.lua`);
//  - no two claims are the same, so that giving up one takes nothing from another, however late it is done;
//  - a claim ends by itself until it is listed, and is listed before it is made for good: one which has come to nothing is
//    found, whatever was interrupted, and however long it stood still.

import { ChatError, type EntryId, parseEntryId, parseRoomId, type RoomId } from '@hubbub/shared'
import { type Commands, reach } from './connections.js'
import type { Keys } from './keys.js'
import { createScript } from './script.js'

/** A name whose room was never finished is free again after this. */
const RESERVED_SECONDS = 60
/** When to look whether a room that was about to be renamed has the name: by no clock before its claim was made for good. */
const LOOK_SOON_MS = 2 * RESERVED_SECONDS * 1_000

export interface NameClaim {
  roomId: RoomId
  /** The id of the entry that is to tell the name; null: the room was made with it. */
  id: EntryId | null
  /** What look-alike names have in common; empty: the room has no name for itself. */
  skeleton: string
}

export interface RoomNames {
  /** For a room that is about to be made. @throws ChatError name_taken */
  reserve(claim: NameClaim): Promise<void>
  /** What was reserved, for good. @throws ChatError name_taken when that took so long that another room has it */
  keep(claim: NameClaim): Promise<void>
  /**
   * For a room that is about to be renamed.
   *
   * @returns whether it is made; not when that took too long, or the room has come to the name by another one meanwhile
   * @throws ChatError name_taken
   */
  claim(claim: NameClaim): Promise<boolean>
  /** Sees to it that the claim by which the room has a name now is looked at, should it be renamed and no more be done. */
  lookSoon(roomId: RoomId, skeleton: string): Promise<void>
  /** @returns whether it is given up, and listed no more; not when the room has the name */
  giveUp(claim: NameClaim): Promise<boolean>
  /** The same of whatever claim the room has on a name. */
  giveUpName(roomId: RoomId, skeleton: string): Promise<void>
}

export function createRoomNames(redis: Commands, keys: Keys): RoomNames {
  const giveUpScript = createScript(redis, 'give-up-claim.lua')
  const ownName = createScript(redis, 'own-name.lua')

  return {
    async reserve(claim) {
      if (!(await takeForNow(claim))) throw nameTaken()
    },

    async keep(claim) {
      if (!(await makeForGood(claim)) && !(await take(claim))) throw nameTaken()
    },

    async claim(claim) {
      if (!(await takeForNow(claim))) {
        const older = await standing(claim.skeleton)
        if (older !== null && older.roomId !== claim.roomId) throw nameTaken()
        // It has come to nothing, or somebody else is about to give the room the same name.
        const isGivenUp = older === null || (await giveUp(older))
        if (!isGivenUp || !(await takeForNow(claim))) return false
      }
      await look(claim)
      return makeForGood(claim)
    },

    async lookSoon(roomId, skeleton) {
      const claim = await standing(skeleton)
      if (claim?.roomId === roomId) await look(claim)
    },

    giveUp,

    async giveUpName(roomId, skeleton) {
      const claim = await standing(skeleton)
      if (claim?.roomId === roomId) await giveUp(claim)
    },
  }

  async function giveUp(claim: NameClaim): Promise<boolean> {
    const { roomId, id, skeleton } = claim
    const ofRoom = [keys.room(roomId), keys.nameClaims(roomId)]
    if ((await reach(giveUpScript(ofRoom, [skeleton, id ?? '']))) !== 1) return false
    await reach(ownName([keys.roomName(skeleton)], [ownerOf(claim), 'free']))
    // Last, so that whatever is interrupted is done again.
    await reach(redis.zrem(keys.roomEnds, listed(claim)))
    return true
  }

  async function takeForNow(claim: NameClaim): Promise<boolean> {
    const set = redis.set(keys.roomName(claim.skeleton), ownerOf(claim), 'EX', RESERVED_SECONDS, 'NX')
    return (await reach(set)) !== null
  }

  /** @returns false when it has ended meanwhile */
  async function makeForGood(claim: NameClaim): Promise<boolean> {
    return (await reach(ownName([keys.roomName(claim.skeleton)], [ownerOf(claim), 'for good']))) === 1
  }

  async function take(claim: NameClaim): Promise<boolean> {
    return (await reach(redis.set(keys.roomName(claim.skeleton), ownerOf(claim), 'NX'))) !== null
  }

  async function look(claim: NameClaim): Promise<void> {
    await reach(redis.zadd(keys.roomEnds, 'LT', Date.now() + LOOK_SOON_MS, listed(claim)))
  }

  async function standing(skeleton: string): Promise<NameClaim | null> {
    const owner = await reach(redis.get(keys.roomName(skeleton)))
    return owner === null ? null : parseListed(`${owner} ${skeleton}`)
  }
}

/** How it stands in the list of what to look at. */
export function listed(claim: NameClaim): string {
  return `${ownerOf(claim)} ${claim.skeleton}`
}

export function parseListed(text: string): NameClaim {
  // Ids hold no space and no dot; names may.
  const [owner = '', ...skeleton] = text.split(' ')
  const [roomId = '', id] = owner.split('.')
  return {
    roomId: parseRoomId(roomId),
    id: id === undefined ? null : parseEntryId(id),
    skeleton: skeleton.join(' '),
  }
}

/** What stands where the name is taken. */
function ownerOf({ roomId, id }: NameClaim): string {
  return id === null ? roomId : `${roomId}.${id}`
}

function nameTaken(): ChatError {
  return new ChatError('name_taken', 'There is a room of that name, or one that looks like it.')
}
