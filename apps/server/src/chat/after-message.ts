// What follows once a message is in the log, or that somebody was let in. Nobody waits for it.

import type { EntryId, Epoch, RoomId, Sender, Seq, User } from '@hubbub/shared'
import type { LinkPreviews, Said } from './link-previews.js'
import type { TellAbsent } from './tell-absent.js'

export interface NewMessage {
  roomId: RoomId
  epoch: Epoch
  seq: Seq
  mid: EntryId
  sender: Sender
  text: string
}

/** The entry that says who let somebody in. */
export interface NewLetIn {
  roomId: RoomId
  epoch: Epoch
  seq: Seq
  by: User
}

export interface AfterMessage {
  written(message: NewMessage): void
  /** It says something else by now. */
  changed(message: Said): void
  letIn(person: User, entry: NewLetIn): void
}

export function createAfterMessage(
  absent: Pick<TellAbsent, 'written'>,
  previews: Pick<LinkPreviews, 'said'>,
): AfterMessage {
  return {
    written({ roomId, epoch, seq, mid, sender, text }) {
      absent.written({ roomId, epoch, seq, senderId: sender.userId, text })
      // A program's message has no sender who could change it.
      if (sender.app === undefined) previews.said({ roomId, sender, place: { seq, mid }, text })
    },
    changed: message => previews.said(message),
    letIn: ({ userId }, { by, ...place }) =>
      absent.written({ ...place, senderId: by.userId, text: '', meantFor: userId }),
  }
}
