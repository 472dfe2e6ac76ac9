// Commands about a message that is in the log. Unlike messages they wait in no outbox: somebody looks at the message and
// is told at once when it could not be done.

import type { ClientMessageId, MessagePlace, RoomId, SendReceipt } from '@hubbub/shared'
import { noAnswer } from './command-failed.js'
import type { Link } from './link.js'
import type { ChangedText } from './message-changes.js'
import { askAgain } from './until-answered.js'

export interface MessageCommands {
  /**
   * Gives an own message another text, null to delete it; resolves once that is in the log.
   * @throws CommandFailed; `unavailable` when it is not known
   */
  change(roomId: RoomId, message: MessagePlace, text: ChangedText): Promise<void>
  /** Gives a message an emoji, or takes the own one back. @throws as `change` */
  react(roomId: RoomId, message: MessagePlace, emoji: string, on: boolean): Promise<void>
}

export function createMessageCommands(deps: {
  linkOf: (roomId: RoomId) => Link | null
  newKey: () => ClientMessageId
  random: () => number
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
  }

  /** When the connection ends first, it may be in the log or not. */
  async function ask(roomId: RoomId, command: (link: Link) => Promise<SendReceipt>): Promise<void> {
    const link = deps.linkOf(roomId)
    if (link === null) throw noAnswer('Not connected.')
    await askAgain(link, deps.random, () => command(link))
  }
}
