// What a client may say of the device it runs on, that notifications are pushed to.

import type { ReadPushKey, SubscribePush, UnsubscribePush } from '@hubbub/shared'
import { ReadPushKeySchema, SubscribePushSchema, UnsubscribePushSchema } from '@hubbub/shared/schemas'
import type { PushRules } from '../chat/push-devices.js'
import type { Caller } from './commands.js'
import { type Handle, type Handler, validator } from './handle.js'
import { createRateLimit } from './rate-limit.js'

export function createPushCommands(handle: Handle, push: PushRules): ReadonlyMap<string, Handler<Caller>> {
  const is = {
    key: validator<ReadPushKey>(ReadPushKeySchema),
    subscribe: validator<SubscribePush>(SubscribePushSchema),
    unsubscribe: validator<UnsubscribePush>(UnsubscribePushSchema),
  }
  // A page asks once for each, whenever it is opened.
  const limit = createRateLimit(60, 60)

  return new Map<string, Handler<Caller>>([
    ['push:key', handle(is.key, limit, () => push.key())],
    [
      'push:subscribe',
      handle(is.subscribe, limit, async (command, { socket }: Caller) => {
        const { sessionId, account, generation } = socket.data
        await push.subscribe({ sessionId, account, generation }, command)
        return null
      }),
    ],
    [
      'push:unsubscribe',
      handle(is.unsubscribe, limit, async (command, { socket }: Caller) => {
        await push.unsubscribe(socket.data, command)
        return null
      }),
    ],
  ])
}
