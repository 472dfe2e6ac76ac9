// What a client may say of the device it runs on, that notifications are pushed to.

import { ReadPushKeySchema, SubscribePushSchema, UnsubscribePushSchema } from '@hubbub/shared/schemas'
import type { PushRules } from '../chat/push-devices.js'
import type { Handle, Handler } from './handle.js'
import { createRateLimit } from './rate-limit.js'

export function createPushCommands(handle: Handle, push: PushRules): ReadonlyMap<string, Handler> {
  // A page asks once for each, whenever it is opened.
  const limit = createRateLimit(60, 60)

  return new Map([
    ['push:key', handle(ReadPushKeySchema, limit, () => push.key())],
    [
      'push:subscribe',
      handle(SubscribePushSchema, limit, async (command, { socket }) => {
        const { sessionId, account, generation } = socket.data
        await push.subscribe({ sessionId, account, generation }, command)
        return null
      }),
    ],
    [
      'push:unsubscribe',
      handle(UnsubscribePushSchema, limit, async (command, { socket }) => {
        await push.unsubscribe(socket.data, command)
        return null
      }),
    ],
  ])
}
