// A worker that starts while others are at work already, and one that leaves while it is at work itself.

import { LOBBY } from '@hubbub/shared'
import { createAdapter } from '@socket.io/redis-adapter'
import { Redis } from 'ioredis'
import { Server } from 'socket.io'
import { expect, test } from 'vitest'
import { createKeys } from '../../apps/server/src/redis/keys.js'
import { startTcpProxy } from '../chaos/tcp-proxy.js'
import { eventually } from '../support/eventually.js'
import { isRunning } from '../support/is-running.js'
import { startRedis } from '../support/redis-sandbox.js'
import { seededRandom } from '../support/seeded-random.js'
import { sendFile } from '../support/send-file.js'
import { startCluster } from '../support/start-cluster.js'
import { guest } from '../support/wire-client.js'

const SLOWLY = {
  kind: 'slow',
  latencyMs: 40,
  jitterMs: 0,
  bytesPerS: 10_000_000,
  sliceBytes: 100_000,
} as const

test('[O2] a worker starts while other workers tell it of what people do', async () => {
  await using redis = await startRedis()
  await using line = await startTcpProxy(redis, seededRandom('starting'))
  line.setPassage(SLOWLY)
  const [publisher, subscriber] = [new Redis(redis.url), new Redis(redis.url)]
  const other = new Server({
    adapter: createAdapter(publisher, subscriber, { key: createKeys('hubbub:').adapter }),
  })
  const telling = setInterval(() => other.serverSideEmit('member:left', 'somebody', LOBBY), 2)
  try {
    await using cluster = await startCluster({
      workers: 1,
      noRedis: true,
      env: { REDIS_URL: `redis://127.0.0.1:${line.port}` },
    })
    expect(cluster.log().filter(({ msg }) => msg === 'worker crashed')).toEqual([])
  } finally {
    clearInterval(telling)
    publisher.disconnect()
    subscriber.disconnect()
  }
})

test('[D1] a file that is on its way during a reload arrives', async () => {
  await using cluster = await startCluster({ workers: 1 })
  using ann = await guest(cluster.url)
  const roomId = await ann.newRoom()
  const [old] = cluster.workers()
  const { readable, writable } = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>()
  const writer = writable.getWriter()
  const sending = sendFile(cluster.url, ann, roomId, { bytes: readable })
  await writer.write(new TextEncoder().encode('the first half, '))
  ann.close()

  cluster.signal('SIGHUP')
  const states = async () => {
    const { workers } = await (await fetch(`${cluster.internalUrl}/status`)).json()
    return workers.map(({ state }: { state: string }) => state).sort()
  }
  await eventually(async () => expect(await states()).toEqual(['draining', 'ready']))
  // Long enough for a worker that waits for nobody to be gone.
  for (let looks = 0; looks < 200; looks += 1) expect(await states()).toEqual(['draining', 'ready'])
  await writer.write(new TextEncoder().encode('the second half'))
  await writer.close()

  expect(await sending).toMatchObject({ size: 31 })
  await eventually(() => expect(isRunning(old?.pid ?? 0)).toBe(false))
})
