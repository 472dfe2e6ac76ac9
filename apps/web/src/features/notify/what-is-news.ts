import type { RoomView } from '@hubbub/client'
import type { Epoch, NotifyLevel, Seq, User } from '@hubbub/shared'
import { unreadNews } from '../mentions/unread-mention.js'

/** How far somebody has been told of a room. */
export interface Told {
  epoch: Epoch
  level: NotifyLevel
  /** The newest message seen so far among those the user wants to hear of; null: none. */
  seq: Seq | null
  /** Whether it was unread then. */
  isUnread: boolean
}

interface Since {
  told: Told
  /** There is something to tell that was not there before. */
  isNews: boolean
  /** What there was to tell has been read. */
  isRead: boolean
}

/**
 * What has become of a room since somebody was last told of it.
 *
 * @param before undefined: never
 * @param isLate the room was not there when the page was opened: all that is unread in it is news, as in a log that begins anew later
 */
export function whatIsNews(view: RoomView, me: User, before: Told | undefined, isLate: boolean): Since {
  const { notifyLevel: level, readSeq, unreadIsAtLeast } = view
  const { epoch } = view.timeline
  const news = unreadNews(view, me)
  const untold = isLate ? { epoch, level, seq: null, isUnread: false } : undefined
  const last = before?.epoch === epoch ? before : untold
  return {
    told: {
      epoch,
      level,
      // What is marked as unread later is no news.
      seq: latest(news?.seq ?? null, readSeq, last?.seq ?? null),
      isUnread: news !== null,
    },
    // Nor is what was unread already when somebody began to want to hear of it.
    isNews: news !== null && last?.level === level && news.seq > (last.seq ?? 0),
    // What is older than what the page holds may be news as well.
    isRead: news === null && last?.isUnread !== false && !unreadIsAtLeast,
  }
}

function latest(...seqs: readonly (Seq | null)[]): Seq | null {
  return seqs.reduce((one, other) => ((one ?? 0) > (other ?? 0) ? one : other), null)
}
