// What the rules need for changes of a room that are no messages. Implemented in redis/message-changes.ts and
// redis/room-renames.ts.

import type { ClientMessageId, MessagePlace, RoomId, SendReceipt, User } from '@hubbub/shared'
import type { LinkedMessage } from './preview-ports.js'
import type { Moderator } from './restriction-ports.js'

/** A message that is to say something else: an own one, or, to say nothing any more, one of a room that the sender moderates. */
export interface MessageChange {
  roomId: RoomId
  sender: User
  clientMessageId: ClientMessageId
  target: MessagePlace
  /** null: nothing any more. */
  text: string | null
  /** Whether the sender moderates every room that they are a member of; only a deletion asks. */
  moderatesAll?: boolean
}

export interface MessageReaction {
  roomId: RoomId
  sender: User
  clientMessageId: ClientMessageId
  target: MessagePlace
  emoji: string
  /** false: taken back. */
  on: boolean
}

export interface MessagePin {
  roomId: RoomId
  sender: User
  clientMessageId: ClientMessageId
  target: MessagePlace
  /** false: taken away. */
  on: boolean
}

export interface TopicChange {
  roomId: RoomId
  sender: User
  clientMessageId: ClientMessageId
  /** Empty: none any more. */
  topic: string
}

export interface NameChange {
  roomId: RoomId
  by: Moderator
  clientMessageId: ClientMessageId
  name: string
  /** What look-alike names have in common; of a private room it does not matter. */
  skeleton: string
}

/** Always true: a room that is not private has its name for itself, as of the newest entry that tells one. */
export interface RoomRenames {
  /**
   * @throws ChatError not_a_member, banned, muted, not_a_moderator, name_taken, conflict, overloaded; bad_request for a direct
   * conversation; unavailable: then it may be in the log or not
   */
  rename(change: NameChange): Promise<SendReceipt>
}

export interface MessageChanges {
  /**
   * @throws ChatError not_a_member, banned, muted, not_the_sender, conflict; not_found when there is no such message, or
   * none any more; unavailable: then it may be in the log or not
   */
  change(change: MessageChange): Promise<SendReceipt>
  /** @throws as `change`, but never not_the_sender */
  react(reaction: MessageReaction): Promise<SendReceipt>
  /** @throws as `react`, and too_many_pins; a pin whose message is not kept any more can be taken away */
  pin(pin: MessagePin): Promise<SendReceipt>
  /** @throws as `change` */
  preview(preview: LinkedMessage): Promise<SendReceipt>
  /** @throws ChatError not_a_member, banned, muted, conflict, bad_request for a direct conversation, unavailable */
  setTopic(change: TopicChange): Promise<SendReceipt>
}
