// Other names for rooms. Always true: the entry, the name that the room then has, the receipt and the publication are one script;
// before it the name is claimed, after it the one before is given up, and whatever is interrupted is put right some
// minutes later (`room-ends.ts`).

import { ChatError, type EntryId, type SendReceipt } from '@hubbub/shared'
import type { NameChange, RoomRenames } from '../chat/ports.js'
import { createEntryScript } from './append-one.js'
import { hashOf } from './body-hash.js'
import type { Commands } from './connections.js'
import type { Keys } from './keys.js'
import { parseReceipt, refusal } from './log-replies.js'
import type { Appends } from './message-log.js'
import { newEntryId } from './random-ids.js'
import { createRoomNames } from './room-names.js'

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
  const runScript = createEntryScript(
    { keys, entriesToKeep, appends },
    { name: 'rename-room.lua', more: [keys.nameClaims] },
  )
  const names = createRoomNames(redis, keys)

  return {
    async rename(change) {
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
    const { name, skeleton, ...command } = change
    const entry = { ...command, hash: hashOf('name', [name]), fields: { kind: 'room-renamed', name } }
    const reply = await runScript(entry, [name, skeleton, isClaimed ? '1' : '', CLAIM_SECONDS], id)
    if (reply === 'overtaken') return { state: 'overtaken' }
    if (!Array.isArray(reply)) throw refusal(String(reply))
    if (reply[0] === 'claim') return { state: 'to claim', nameBefore: String(reply[1]) }
    return { state: 'done', receipt: parseReceipt(reply), nameBefore: String(reply[5] ?? '') }
  }
}
