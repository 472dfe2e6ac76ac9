// Other names for rooms. Always true: the entry, the name that the room then has, the receipt and the publication are one script;
// before it the name is claimed, after it the one before is given up, and whatever is interrupted is put right a minute
// later (`room-ends.ts`).

import { ChatError, type EntryId, RECEIPT_TTL_SECONDS, type SendReceipt } from '@hubbub/shared'
import type { NameChange, RoomRenames } from '../chat/ports.js'
import { hashOf } from './body-hash.js'
import { type Commands, reach } from './connections.js'
import type { Keys } from './keys.js'
import { parseReceipt, refusal } from './log-replies.js'
import type { Appends } from './message-log.js'
import { newEntryId, newEpoch } from './random-ids.js'
import { createRoomNames } from './room-names.js'
import { createScript } from './script.js'

/** In which a claim may be used. */
const CLAIM_SECONDS = 60
/** Others may be about to give the room the very same name. */
const ATTEMPTS_MAX = 5

/** What the script says; `nameBefore` is what look-alikes of that name have in common, empty for none. */
type Run =
  | { state: 'to claim'; nameBefore: string }
  | { state: 'done'; receipt: SendReceipt; nameBefore: string }
  | { state: 'overtaken' }

export function createRoomRenames(
  redis: Commands,
  keys: Keys,
  entriesToKeep: number,
  appends: Appends,
): RoomRenames {
  const renameScript = createScript(appends.through, 'log.lua', 'rename-room.lua')
  const names = createRoomNames(redis, keys)

  return {
    async rename(change) {
      await appends.ready()
      for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
        const receipt = await tryToRename(change)
        if (receipt !== null) return receipt
      }
      throw new ChatError('overloaded', 'Others are giving this room a name right now.', 1_000)
    },
  }

  /** @returns null when others came before: then it has to be begun anew */
  async function tryToRename(change: NameChange): Promise<SendReceipt | null> {
    const { roomId, skeleton } = change
    const id = newEntryId()
    const claim = { roomId, id, skeleton }
    const begun = await run(change, id, false)
    if (begun.state !== 'to claim') return begun.state === 'done' ? begun.receipt : null
    let { nameBefore } = begun
    try {
      if (!(await names.claim(claim))) return null
      await names.lookSoon(roomId, nameBefore)
      const done = await run(change, id, true)
      if (done.state !== 'done') return null
      nameBefore = done.nameBefore
      return done.receipt
    } finally {
      // Whatever has come of it: the one that the room has is kept.
      await Promise.allSettled([names.giveUp(claim), names.giveUpName(roomId, nameBefore)])
    }
  }

  async function run(change: NameChange, id: EntryId, isClaimed: boolean): Promise<Run> {
    const reply = await reach(renameScript(keysOf(change), argumentsOf(change, id, isClaimed)), 0)
    await appends.confirm()
    if (reply === 'overtaken') return { state: 'overtaken' }
    if (!Array.isArray(reply)) throw refusal(String(reply))
    if (reply[0] === 'claim') return { state: 'to claim', nameBefore: String(reply[1]) }
    return { state: 'done', receipt: parseReceipt(reply), nameBefore: String(reply[5] ?? '') }
  }

  function keysOf({ roomId, by, clientMessageId }: NameChange): string[] {
    const { log, head, members, room, restricted, nameClaims } = keys
    const receipt = keys.receipt(roomId, by.user.userId, clientMessageId)
    const [ofLog, ofRoom] = [
      [log, head, members],
      [room, restricted, nameClaims],
    ]
    return [...ofLog.map(key => key(roomId)), receipt, ...ofRoom.map(key => key(roomId))]
  }

  function argumentsOf(
    { roomId, by, name, skeleton }: NameChange,
    id: EntryId,
    isClaimed: boolean,
  ): (string | number)[] {
    return [
      newEpoch(),
      entriesToKeep,
      RECEIPT_TTL_SECONDS,
      keys.feed(roomId),
      by.user.userId,
      id,
      hashOf('name', [name]),
      // The script puts seq, mid and sentAt in front.
      JSON.stringify({ kind: 'room-renamed', sender: by.user, name }).slice(1),
      by.moderatesAll ? '1' : '',
      name,
      skeleton,
      isClaimed ? '1' : '',
      CLAIM_SECONDS,
    ]
  }
}
