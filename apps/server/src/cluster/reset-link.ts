// A reset link made on the machine, for operators who have forgotten their own password. No port offers it: whoever reads the
// settings of the node and reaches its Redis has all that is in it anyway.

import { PASSWORD_RESET_PATH } from '@hubbub/shared'
import { createMakePasswordReset } from '../chat/password-resets.js'
import type { Config } from '../config.js'
import { createLog } from '../log.js'
import { createAccountStore } from '../redis/account-store.js'
import { checkRedis, connectRedis } from '../redis/connections.js'
import { embeddedRedisUrl } from '../redis/embedded-redis.js'
import { createKeys } from '../redis/keys.js'
import { createPasswordResets } from '../redis/password-resets.js'
import { parseRedisUrl } from '../redis-address.js'

const REDIS_WITHIN_MS = 5_000

/** @throws Error with one line for people when there is none to be made, or Redis cannot be reached */
export async function printResetLink(config: Config, name: string): Promise<void> {
  if (name === '') throw new Error('whose password? npm run reset-password -- <name of the account>')
  const { token, endsAt } = await makeReset(config, name)
  const origin = config.publicUrl ?? `http://localhost:${config.port}`
  const until = new Date(endsAt).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
  process.stdout.write(`${origin}${PASSWORD_RESET_PATH}${token}

Whoever opens it sets the password of ${name}, once, until ${until}. Any link of before is worthless.
${config.publicUrl === null ? 'PUBLIC_URL is not set: if you reach the chat at another address, put that in.\n' : ''}`)
}

async function makeReset(config: Config, name: string) {
  const url = config.redisUrl ?? embeddedRedisUrl(config.dataDir)
  const place = { address: parseRedisUrl(url), ca: config.redisCa }
  await checkRedis(place, REDIS_WITHIN_MS)
  const redis = connectRedis(place, createLog('silent', config.nodeId, ''))
  const keys = createKeys(config.keyPrefix)
  const makePasswordReset = createMakePasswordReset({
    accounts: createAccountStore(redis.commands, keys),
    passwordResets: createPasswordResets(redis.commands, keys),
    now: Date.now,
  })
  try {
    await redis.ready()
    return await makePasswordReset(name)
  } finally {
    redis.stop()
  }
}
