// The Redis user that deploy/redis/users.acl gives the chat: what somebody who has got hold of it cannot do.

import { readFile } from 'node:fs/promises'
import { Redis } from 'ioredis'
import { expect, test } from 'vitest'
import { type RedisSandbox, startRedis } from '../support/redis-sandbox.js'

const PASSWORD = 'secret-of-the-test'
const FORBIDDEN = [
  'ACL LIST',
  'ACL SETUSER hubbub allkeys',
  'BGREWRITEAOF',
  'BGSAVE',
  'CLIENT KILL TYPE normal',
  'CLIENT LIST',
  'CLIENT PAUSE 1000',
  'CLUSTER RESET',
  'CONFIG GET requirepass',
  'CONFIG SET dir /tmp',
  'EVAL redis.call("SET","other:key","1") 0',
  'FAILOVER',
  'FLUSHALL',
  'FLUSHDB',
  'FUNCTION FLUSH',
  'GET other:key',
  'KEYS *',
  'LATENCY RESET',
  'MIGRATE 127.0.0.1 1 hubbub:x 0 1',
  'MODULE LIST',
  'PSUBSCRIBE *',
  'PUBLISH other:channel x',
  'RANDOMKEY',
  'RENAME hubbub:x other:x',
  'REPLICAOF NO ONE',
  'RESTORE hubbub:x 0 x',
  'SAVE',
  'SCAN 0',
  'SCRIPT FLUSH',
  'SET other:key x',
  'SHUTDOWN NOSAVE',
  'SLOWLOG GET',
  'SORT hubbub:x BY other:*',
  'SPUBLISH other:channel x',
  'SUBSCRIBE other:channel',
  'SWAPDB 0 1',
]

/** As `aclfile` would. */
async function useAcl({ redis }: RedisSandbox): Promise<void> {
  const acl = await readFile(new URL('../../deploy/redis/users.acl', import.meta.url), 'utf8')
  for (const line of acl.split('\n').filter(rule => rule.startsWith('user hubbub '))) {
    const rules = line.replace('REPLACE-WITH-A-LONG-RANDOM-PASSWORD', PASSWORD).slice('user '.length)
    await redis.call('ACL', 'SETUSER', ...rules.split(' '))
  }
}

test("the chat's Redis user can do nothing to the server, to its other users, or to anybody's keys and channels", async () => {
  await using sandbox = await startRedis({ appendOnly: false })
  await useAcl(sandbox)
  const { host, port } = sandbox
  const options = { host, port, username: 'hubbub', password: PASSWORD, enableReadyCheck: false }
  const stranger = new Redis(options)
  try {
    await stranger.set('hubbub:own', 'x')
    const outcomes = []
    for (const command of FORBIDDEN) {
      const [name = '', ...words] = command.split(' ')
      outcomes.push(
        await stranger.call(name, ...words).then(
          () => `${command}: allowed`,
          (error: Error) =>
            `${command}: ${/NOPERM|can't access|No permissions/.exec(error.message)?.[0] ?? error.message}`,
        ),
      )
    }
    expect(outcomes.filter(outcome => !/: (NOPERM|can't access|No permissions)$/.test(outcome))).toEqual([])
    expect(await stranger.get('hubbub:own')).toBe('x')
  } finally {
    stranger.disconnect()
  }
})
