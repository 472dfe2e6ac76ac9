import { EMOJI_LIST, EMOJI_PER_ROW, type ShownEmoji } from './emoji-list.js'
import type { suggestEmoji } from './emoji-names.js'

/** As many as fit where the list was. Whatever is further down is found sooner by another letter. */
const FOUND_MAX = 5 * EMOJI_PER_ROW

/**
 * The emoji of which a name, or a word within one, begins with what is looked for: those that people give most come first.
 * @param suggest null: of the others no names are known yet
 */
export function findEmoji(query: string, suggest: typeof suggestEmoji | null): ShownEmoji[] {
  const wanted = query.replaceAll(':', '').trim().toLowerCase()
  if (wanted === '') return []
  const found = new Map<string, string>()
  for (const [emoji, name] of EMOJI_LIST)
    if (` ${name.toLowerCase()}`.includes(` ${wanted}`)) found.set(emoji, name)
  for (const { emoji, name } of suggest?.(wanted.replace(/\s+/g, '_')) ?? [])
    if (!found.has(emoji)) found.set(emoji, name.replaceAll('_', ' '))
  return [...found].slice(0, FOUND_MAX)
}
