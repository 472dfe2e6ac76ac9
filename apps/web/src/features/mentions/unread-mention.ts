import type { RoomView } from '@hubbub/client'
import type { EntryId, Seq, User } from '@hubbub/shared'
import { mentionsIn, parseText } from '../timeline/parse-text.js'
import { createFindName, type FindName, isSameName } from './find-name.js'
import { peopleOf } from './people-of.js'

type Unread = Pick<RoomView, 'timeline' | 'presence' | 'readSeq'>

export interface UnreadMention {
  seq: Seq
  sender: User
  /** What it says by now. */
  text: string
}

/** A view is replaced and never changed: what was found in one holds. Most views are asked about many times. */
const known = new WeakMap<Unread, UnreadMention | null>()

/**
 * @returns the newest unread message that mentions the reader, among those held: of older ones this page knows no text;
 * null: none does
 */
export function unreadMention(view: Unread, me: User): UnreadMention | null {
  const before = known.get(view)
  if (before !== undefined) return before
  const found = lookFor(view, me)
  known.set(view, found)
  return found
}

export function hasUnreadMention(view: Unread, me: User): boolean {
  return unreadMention(view, me) !== null
}

function lookFor(view: Unread, me: User): UnreadMention | null {
  const { entries } = view.timeline
  // Dear in a large room, and needed for few messages.
  let findName: FindName | null = null
  const changed = new Map<EntryId, string | null>()
  const own = `@${me.name}`.toLowerCase()

  // From the newest back, so that what was read long ago costs nothing, and the newest change is met first.
  for (let index = entries.length - 1; index >= 0; index--) {
    const entry = entries[index]
    if (entry === undefined || entry.seq <= view.readSeq) break
    if (entry.kind === 'message-changed' && !changed.has(entry.target)) changed.set(entry.target, entry.text)
    if (entry.kind !== 'message' || entry.sender.userId === me.userId) continue
    const change = changed.get(entry.mid)
    const text = change === undefined ? entry.text : change
    if (text === null || !text.toLowerCase().includes(own)) continue
    findName ??= createFindName(peopleOf(view, me).map(({ name }) => name))
    if (mentionsName(text, me.name, findName)) return { seq: entry.seq, sender: entry.sender, text }
  }
  return null
}

function mentionsName(text: string, name: string, findName: FindName): boolean {
  return mentionsIn(parseText(text, findName)).some(mentioned => isSameName(mentioned, name))
}
