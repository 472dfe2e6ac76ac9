// How slowly rooms go. Always true: the setting, its entry, its receipt and its publication are one script; `lua/append.lua`
// looks at the same field of the room, and keeps beside it who has written when.

import type { SlowModes } from '../chat/restriction-ports.js'
import { createAppendOne } from './append-one.js'
import { hashOf } from './body-hash.js'
import type { Keys } from './keys.js'
import type { Appends } from './message-log.js'

export function createSlowModes(keys: Keys, entriesToKeep: number, appends: Appends): SlowModes {
  const append = createAppendOne(
    { keys, entriesToKeep, appends },
    { name: 'set-slow-mode.lua', more: [keys.slow] },
  )
  return {
    set({ seconds, ...command }) {
      const fields = { kind: 'slow-mode-changed', seconds }
      return append({ ...command, hash: hashOf('slow-mode', [seconds]), fields }, [seconds])
    },
  }
}
