// What the rules of link previews need from the world. Implemented in links/ and redis/.

import type { ClientMessageId, LinkPreview, MessagePlace, RoomId, User } from '@hubbub/shared'

/** What a page says of itself. */
export type PageSummary = Omit<LinkPreview, 'link'>

/** The pages that links lead to. */
export interface LinkedPages {
  /** Whether the settings allow to ask there. */
  mayAsk(link: string): boolean
  /** @returns null: it says nothing of use @throws Error when it cannot be had */
  read(link: string): Promise<PageSummary | null>
}

export interface LinkedMessage {
  roomId: RoomId
  /** Who wrote it. */
  sender: User
  clientMessageId: ClientMessageId
  target: MessagePlace
  preview: LinkPreview
}

/** `nothing`: the page says nothing of use, or the message is gone; `dropped`: too many were under way. */
export type PreviewOutcome = 'shown' | 'nothing' | 'failed' | 'dropped'
