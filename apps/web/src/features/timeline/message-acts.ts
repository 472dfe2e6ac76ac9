import type { MessageEntry } from '@hubbub/shared'
import type { Pinning } from '../pins/use-pinning.js'
import type { Reacting } from '../reactions/use-reacting.js'
import type { Edits } from './use-edits.js'

export const REACT = 'Add a reaction'
export const READERS = 'Who has read it'
export const UNREAD = 'Mark as unread'

/** What can be done with a message, as a button or in a menu. */
export interface MessageActs {
  message: MessageEntry
  /** What it says by now. */
  text: string
  /** Its own address. */
  href: string
  isOwn: boolean
  isPinned: boolean
  reacting: Reacting
  onReply: (message: MessageEntry) => void
  onPin: Pinning['pin']
  onReaders: (message: MessageEntry) => void
  onUnread: (message: MessageEntry) => void
  edits: Edits
}

export function pinText(isPinned: boolean): string {
  return isPinned ? 'Unpin message' : 'Pin message'
}
