import {
  type ChangeMessage,
  ChatError,
  type PinMessage,
  type ReactToMessage,
  type RenameRoom,
  type SendReceipt,
  type SetTopic,
  type User,
} from '@hubbub/shared'
import type { AfterMessage } from './after-message.js'
import { nameSkeleton, normalizeName } from './names.js'
import type { MessageChanges, RoomRenames } from './ports.js'
import type { Moderator } from './restriction-ports.js'
import { topicOf } from './room-topic.js'
import { textOf } from './send-message.js'

/** One emoji as Unicode recommends them for interchange (UTS 51), so that every reader has a picture of it. */
const RECOMMENDED = '\\p{RGI_Emoji}'
// Not as a literal: TypeScript takes this flag only for a newer target than Node 20, which has it.
const EMOJI = new RegExp(`^${RECOMMENDED}$`, 'v')

export interface ChangeRules {
  /** @throws what `textOf` and the store throw */
  change(by: Moderator, command: ChangeMessage): Promise<SendReceipt>
  /** @throws ChatError bad_request for what is no emoji, and what the store throws */
  react(sender: User, command: ReactToMessage): Promise<SendReceipt>
  /** @throws what the store throws */
  pin(sender: User, command: PinMessage): Promise<SendReceipt>
  /** @throws what `topicOf` and the store throw */
  setTopic(sender: User, command: SetTopic): Promise<SendReceipt>
  /** @throws what `normalizeName` and the store throw */
  rename(by: Moderator, command: RenameRoom): Promise<SendReceipt>
}

/** What becomes of messages that are in the log, and of what stands above them. */
export function createChangeRules(
  changes: MessageChanges,
  renames: RoomRenames,
  after: Pick<AfterMessage, 'changed'>,
): ChangeRules {
  return {
    async change({ user: sender, moderatesAll }, { seq, mid, text, ...command }) {
      const target = { seq, mid }
      if (text === null) return changes.change({ ...command, sender, target, text, moderatesAll })
      const said = textOf(text)
      const receipt = await changes.change({ ...command, sender, target, text: said })
      if (!receipt.duplicate) after.changed({ roomId: command.roomId, sender, place: target, text: said })
      return receipt
    },
    async react(sender, { seq, mid, ...command }) {
      if (!EMOJI.test(command.emoji)) throw new ChatError('bad_request', 'A reaction is one emoji.')
      return changes.react({ ...command, sender, target: { seq, mid } })
    },
    pin: (sender, { seq, mid, ...command }) => changes.pin({ ...command, sender, target: { seq, mid } }),
    setTopic: async (sender, command) =>
      changes.setTopic({ ...command, sender, topic: topicOf(command.topic) }),
    async rename({ user, moderatesAll }, command) {
      const name = normalizeName(command.name)
      return renames.rename({
        ...command,
        by: { user, moderatesAll },
        name,
        skeleton: nameSkeleton(name),
      })
    },
  }
}
