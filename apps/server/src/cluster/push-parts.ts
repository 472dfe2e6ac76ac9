// Joins what notifications on devices are made of in a worker.

import { createPushRules } from '../chat/push-devices.js'
import { createTellAbsent, TELL_ABSENT_MS } from '../chat/tell-absent.js'
import { createTellRoom } from '../chat/tell-room.js'
import type { Config } from '../config.js'
import type { Log } from '../log.js'
import type { Metrics } from '../metrics.js'
import { createPushService } from '../push/push-service.js'
import type { Stores } from '../redis/open-stores.js'
import type { Sessions } from '../socket/session-sweep.js'

/** Push services require somebody to write to, and Safari's a domain that exists. */
const NOBODY = 'https://example.com'

export function startPushParts(options: {
  config: Pick<Config, 'pushServices' | 'publicUrl'>
  stores: Stores
  over: Sessions['over']
  metrics: Metrics
  logger: Log
}) {
  const { config, stores, over, metrics, logger } = options
  const { publicUrl, pushServices: services } = config
  const contact = publicUrl?.startsWith('https:') ? publicUrl : NOBODY
  const service = createPushService({ services, contact, keys: stores.pushKeys, logger })
  const notTold = (error: unknown) => logger.warn({ reason: String(error) }, 'absent people not told')
  const { tellRoom, done } = createTellRoom({
    ...stores,
    over,
    service,
    counted: metrics.pushed,
    failed: notTold,
  })
  const absent = createTellAbsent({
    isUsed: service.isUsed,
    tellRoom,
    dropped: () => metrics.pushed('dropped'),
  })
  const timer = setInterval(() => absent.tell().catch(notTold), TELL_ABSENT_MS)

  return {
    rules: createPushRules({ devices: stores.pushDevices, notifyLevels: stores.notifyLevels, service }),
    absent,
    /** Tells of what is left, and of nothing more. */
    async finish() {
      clearInterval(timer)
      await absent.tellAll().catch(notTold)
      await done()
    },
  }
}
