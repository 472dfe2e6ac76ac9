// Joins what clients may ask of a worker: the rules, and the commands by which they are asked.

import type { AfterMessage } from '../chat/after-message.js'
import { createChangeRules } from '../chat/change-message.js'
import { createBeginReading, createMarkRead } from '../chat/mark-read.js'
import { createReadersRules } from '../chat/message-readers.js'
import { createModerationRules } from '../chat/moderation.js'
import { createOperators, type MayOperate } from '../chat/operators.js'
import { createPeopleRules } from '../chat/people.js'
import type { PushRules } from '../chat/push-devices.js'
import { createRoomRules } from '../chat/rooms.js'
import { createSendMessage } from '../chat/send-message.js'
import { createSetNotifyLevel } from '../chat/set-notify-level.js'
import { createWebhookRules } from '../chat/webhooks.js'
import type { Config } from '../config.js'
import type { Stores } from '../redis/open-stores.js'
import { createCommands, type Tell } from '../socket/commands.js'
import type { AnswerCounter } from '../socket/count-answers.js'
import type { Handle, Handler } from '../socket/handle.js'
import { createModerationCommands } from '../socket/moderation-commands.js'
import { createPeopleCommands } from '../socket/people-commands.js'
import { createPushCommands } from '../socket/push-commands.js'
import { createReadingCommands } from '../socket/reading-commands.js'
import { createWebhookCommands } from '../socket/webhook-commands.js'

export type ChatRules = ReturnType<typeof createChatRules>

/** The rules of rooms, of what people and programs write there, of who is let in, and of who moderates. */
export function createChatRules(config: Pick<Config, 'admins'>, stores: Stores, after: AfterMessage) {
  const {
    rooms,
    log,
    restrictions,
    moderators,
    slowModes,
    readMarks,
    notifyLevels,
    accounts,
    webhooks,
    webhookThrottle,
  } = stores
  const reading = { rooms, log, readMarks }
  const beginReading = createBeginReading(reading)
  // In a demo everybody operates, and nobody is to moderate the rooms of others or come into their accounts.
  const isAdmin = createOperators(config.admins, false)
  const sendMessage = createSendMessage(log, after)
  return {
    rooms: createRoomRules({ accounts, rooms, log, readMarks, beginReading, notifyLevels }),
    sendMessage,
    webhooks: createWebhookRules({ webhooks, throttle: webhookThrottle, sendMessage }),
    markRead: createMarkRead(reading),
    beginReading,
    readers: createReadersRules({ accounts, rooms, readMarks }),
    setNotifyLevel: createSetNotifyLevel({ rooms, notifyLevels }),
    changes: createChangeRules(stores.changes, stores.renames, after),
    moderation: createModerationRules({
      ...{ restrictions, moderators, slowModes, rooms, accounts },
      moderatesAll: isAdmin,
    }),
    isAdmin,
    people: createPeopleRules({ accounts, rooms, beginReading, after }),
  }
}

/** @returns what registers the commands on a socket */
export function createCommandParts(options: {
  rules: ChatRules
  push: PushRules
  log: Stores['log']
  handle: Handle
  tell: Tell
  messagesPer10s: number
  counter: AnswerCounter
  operatorCommands: ReadonlyMap<string, Handler>
  adminCommands: ReadonlyMap<string, Handler>
  mayOperate: MayOperate
}): ReturnType<typeof createCommands> {
  const { rules, push, handle, tell } = options
  return createCommands({
    ...options,
    ...rules,
    moreCommands: new Map([
      ...createPeopleCommands(handle, rules.people, tell),
      ...createPushCommands(handle, push),
      ...createReadingCommands(handle, rules.readers),
      ...createModerationCommands(handle, rules.moderation, tell),
      ...createWebhookCommands(handle, rules.webhooks),
    ]),
  })
}
