// What a page says of the device it runs on, so that notifications reach it when the page is closed.

import type { SubscribePush } from '@hubbub/shared'
import type { MustLink } from './must-link.js'

/** Every function throws CommandFailed. */
export interface PushCommands {
  /** The server's key for `PushManager.subscribe`; null: it pushes nothing. */
  pushKey(): Promise<string | null>
  /** As often as wanted: the same device stays one. */
  subscribePush(device: SubscribePush): Promise<void>
  unsubscribePush(endpoint: string): Promise<void>
}

export function createPushCommands(mustLink: MustLink): PushCommands {
  return {
    async pushKey() {
      return (await mustLink().command('push:key', {})).key
    },
    async subscribePush(device) {
      await mustLink().command('push:subscribe', device)
    },
    async unsubscribePush(endpoint) {
      await mustLink().command('push:unsubscribe', { endpoint })
    },
  }
}
