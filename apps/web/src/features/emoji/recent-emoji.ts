// The emoji that somebody gave last, at this browser. One row of them is kept, of whoever was here last.

import type { UserId } from '@hubbub/shared'
import { keep } from '../../ui/keep.js'
import { parseKept } from '../../ui/parse-kept.js'
import { EMOJI_PER_ROW, type ShownEmoji } from './emoji-list.js'

const KEY = 'hubbub.emoji'

/** The newest first; none of somebody else. */
export function recentEmoji(me: UserId): readonly ShownEmoji[] {
  const kept = parseKept(localStorage.getItem(KEY))
  if (!Array.isArray(kept) || kept[0] !== me) return []
  return kept.slice(1, 1 + EMOJI_PER_ROW).filter(isShownEmoji)
}

export function noteRecentEmoji(me: UserId, given: ShownEmoji): void {
  const others = recentEmoji(me).filter(([emoji]) => emoji !== given[0])
  keep(KEY, JSON.stringify([me, given, ...others].slice(0, 1 + EMOJI_PER_ROW)))
}

function isShownEmoji(kept: unknown): kept is ShownEmoji {
  return Array.isArray(kept) && kept.length === 2 && kept.every(part => typeof part === 'string')
}
