// Commands about a message that is in the log, about what stands above it, or about who may do what there. Unlike messages
// they wait in no outbox: somebody looks at what they are about, and is told when it could not be done. Without a connection
// that is at once.

import type { ClientMessageId, MessagePlace, Restriction, RoomId, SendReceipt, UserId } from '@hubbub/shared'
import type { Link } from './link.js'
import type { ChangedText } from './message-changes.js'
import type { AskRoom } from './room-links.js'

export interface MessageCommands {
  /**
   * Gives an own message another text, null to delete it, as moderators may anybody's; resolves once that is in the log.
   * @throws CommandFailed; `unavailable` when it is not known
   */
  change(roomId: RoomId, message: MessagePlace, text: ChangedText): Promise<void>
  /** Gives a message an emoji, or takes the own one back. @throws as `change` */
  react(roomId: RoomId, message: MessagePlace, emoji: string, on: boolean): Promise<void>
  /** Pins a message, or takes its pin away. @throws as `change` */
  pin(roomId: RoomId, message: MessagePlace, on: boolean): Promise<void>
  /** Says what the room is about; empty: nothing any more. @throws as `change` */
  setTopic(roomId: RoomId, topic: string): Promise<void>
  /** As a moderator: gives the room another name. @throws as `change`; `name_taken` */
  renameRoom(roomId: RoomId, name: string): Promise<void>
  /** As a moderator: mutes somebody or removes them for good; null lifts that. @throws as `change` */
  restrict(roomId: RoomId, userId: UserId, restriction: Restriction | null): Promise<void>
  /** As a moderator: makes a member one as well, or takes that back, also of oneself. @throws as `change` */
  appoint(roomId: RoomId, userId: UserId, moderator: boolean): Promise<void>
  /** As a moderator: how many seconds everybody else waits after a message; 0: not at all. @throws as `change` */
  setSlowMode(roomId: RoomId, seconds: number): Promise<void>
}

export function createMessageCommands(deps: {
  ask: AskRoom
  newKey: () => ClientMessageId
}): MessageCommands {
  return {
    change(roomId, { seq, mid }, text) {
      const command = { roomId, clientMessageId: deps.newKey(), seq, mid, text }
      return ask(roomId, link => link.command('message:change', command))
    },
    react(roomId, { seq, mid }, emoji, on) {
      const command = { roomId, clientMessageId: deps.newKey(), seq, mid, emoji, on }
      return ask(roomId, link => link.command('message:react', command))
    },
    pin(roomId, { seq, mid }, on) {
      const command = { roomId, clientMessageId: deps.newKey(), seq, mid, on }
      return ask(roomId, link => link.command('message:pin', command))
    },
    setTopic(roomId, topic) {
      const command = { roomId, clientMessageId: deps.newKey(), topic }
      return ask(roomId, link => link.command('room:set-topic', command))
    },
    renameRoom(roomId, name) {
      const command = { roomId, clientMessageId: deps.newKey(), name }
      return ask(roomId, link => link.command('room:rename', command))
    },
    restrict(roomId, userId, restriction) {
      const command = { roomId, clientMessageId: deps.newKey(), userId, restriction }
      return ask(roomId, link => link.command('member:restrict', command))
    },
    appoint(roomId, userId, moderator) {
      const command = { roomId, clientMessageId: deps.newKey(), userId, moderator }
      return ask(roomId, link => link.command('member:appoint', command))
    },
    setSlowMode(roomId, seconds) {
      const command = { roomId, clientMessageId: deps.newKey(), seconds }
      return ask(roomId, link => link.command('room:slow-mode', command))
    },
  }

  /** When the connection ends first, it may be in the log or not. */
  async function ask(roomId: RoomId, command: (link: Link) => Promise<SendReceipt>): Promise<void> {
    await deps.ask(roomId, command)
  }
}
