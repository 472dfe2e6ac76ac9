// Which devices notifications are pushed to. Always true: only to services that the settings name, so that no client can make this
// server send to an address of its choice.

import { ChatError, type PushKey, type SubscribePush, type UnsubscribePush } from '@hubbub/shared'
import type { NotifyLevels, PushDevices, PushService, Session } from './ports.js'

export interface PushRules {
  key(): Promise<PushKey>
  /** @throws ChatError bad_request when the settings name no such service */
  subscribe(session: Session, command: SubscribePush): Promise<void>
  unsubscribe(session: Session, command: UnsubscribePush): Promise<void>
}

export function createPushRules(deps: {
  devices: PushDevices
  notifyLevels: Pick<NotifyLevels, 'settle'>
  service: Pick<PushService, 'key' | 'mayReach'>
}): PushRules {
  const { devices, notifyLevels, service } = deps
  return {
    key: async () => ({ key: await service.key() }),
    async subscribe(session, address) {
      if (!service.mayReach(address.endpoint))
        throw new ChatError('bad_request', 'This server does not push to that service.')
      await devices.add({ address, session })
      await notifyLevels.settle(session.account.userId)
    },
    unsubscribe: ({ account }, { endpoint }) => devices.remove(account.userId, [endpoint]),
  }
}
