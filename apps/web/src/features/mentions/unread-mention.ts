import { type RoomView, wordsOf } from '@hubbub/client'
import { type EntryId, isLetIn, letInText, type Sender, type Seq, type User } from '@hubbub/shared'
import { mentionsIn, parseText } from '../timeline/parse-text.js'
import { createFindName, type FindName, isSameName } from './find-name.js'
import { peopleOf } from './people-of.js'

type Unread = Pick<RoomView, 'timeline' | 'presence' | 'readSeq' | 'partner'>

/** A message, or that somebody let the reader in. */
export interface UnreadMention {
  seq: Seq
  sender: Sender
  /** What it says by now. */
  text: string
}

/** A view is replaced and never changed: what was found in one holds. Most views are asked about many times. */
const known = new WeakMap<Unread, UnreadMention | null>()

/**
 * @returns the newest unread message that mentions the reader, or is written to nobody else, among those held: of older ones this page knows no text;
 * null: none does
 */
function unreadMention(view: Unread, me: User): UnreadMention | null {
  const before = known.get(view)
  if (before !== undefined) return before
  const found = lookForMention(view, me)
  known.set(view, found)
  return found
}

/**
 * The newest unread message of which the reader wants to be told, or else that somebody has let them in.
 * @returns null: there is nothing, or that is no wish of theirs
 */
export function unreadNews(view: Unread & Pick<RoomView, 'notifyLevel'>, me: User): UnreadMention | null {
  if (view.notifyLevel === 'none') return null
  const message = view.notifyLevel === 'all' ? lookFor(view, me, () => true) : unreadMention(view, me)
  return message ?? lookForLetIn(view, me)
}

export function hasUnreadMention(view: Unread, me: User): boolean {
  return unreadMention(view, me) !== null
}

function lookForMention(view: Unread, me: User): UnreadMention | null {
  // Expensive in a large room, and needed for few messages.
  let findName: FindName | null = null
  const own = `@${me.name}`.toLowerCase()
  return lookFor(view, me, text => {
    if (view.partner !== null) return true
    if (!text.toLowerCase().includes(own)) return false
    findName ??= createFindName(peopleOf(view, me).map(({ name }) => name))
    return mentionsName(text, me.name, findName)
  })
}

function lookFor(view: Unread, me: User, isMeant: (text: string) => boolean): UnreadMention | null {
  const { entries } = view.timeline
  const changed = new Map<EntryId, string | null>()

  // From the newest back, so that what was read long ago costs nothing, and the newest change is met first.
  for (let index = entries.length - 1; index >= 0; index--) {
    const entry = entries[index]
    if (entry === undefined || entry.seq <= view.readSeq) break
    if (entry.kind === 'message-changed' && !changed.has(entry.target)) changed.set(entry.target, entry.text)
    if (entry.kind !== 'message' || entry.sender.userId === me.userId) continue
    const change = changed.get(entry.mid)
    const text = change === undefined ? wordsOf(entry.text, entry.files) : change
    if (text === null) continue
    if (isMeant(text)) return { seq: entry.seq, sender: entry.sender, text }
  }
  return null
}

/** Older than all that can be unread. */
function lookForLetIn({ timeline, readSeq }: Unread, me: User): UnreadMention | null {
  const { userId } = me
  const entry = timeline.entries.findLast(each => each.seq <= readSeq || isLetIn(each, userId))
  if (entry === undefined || entry.seq <= readSeq || !isLetIn(entry, userId)) return null
  return { seq: entry.seq, sender: entry.by, text: letInText(entry) }
}

function mentionsName(text: string, name: string, findName: FindName): boolean {
  return mentionsIn(parseText(text, findName)).some(mentioned => isSameName(mentioned, name))
}
