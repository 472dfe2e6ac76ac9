// A Redis that reads its files for a while before it answers.

import { once } from 'node:events'
import { connect } from 'node:net'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { connectRedis } from '../../apps/server/src/redis/connections.js'
import { eventually } from '../support/eventually.js'
import { startRedis } from '../support/redis-sandbox.js'

/** While it reads, Redis looks at its connections once in 1,024 commands: a few times a second. */
const KEYS = 30_000
/** For each key that is read, as Redis' own tests have it: seconds for all of them. */
const DELAY_US = 150
/** Those of a worker, and that of the sandbox. */
const CONNECTIONS = 4
/** Far less than the seconds that Redis says it will take. */
const NOTICED_WITHIN_MS = 600

/** On a connection of its own, without waiting for Redis to be ready. */
async function ask(port: number, command: string): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1' })
  try {
    socket.write(`${command}\r\n`)
    const [said]: Buffer[] = await once(socket, 'data')
    return String(said)
  } finally {
    socket.destroy()
  }
}

test('[O1] commands can be given again as soon as Redis has read its files, whatever it thought that would take', async () => {
  await using sandbox = await startRedis({
    args: ['--key-load-delay', String(DELAY_US), '--loading-process-events-interval-bytes', '1024'],
  })
  const pipeline = sandbox.redis.pipeline()
  for (let key = 0; key < KEYS; key += 1) pipeline.set(`key${key}`, 'x'.repeat(100))
  await pipeline.exec()
  const address = { kind: 'server', host: '127.0.0.1', port: sandbox.port, db: 0, tls: false } as const
  const connections = connectRedis({ address, ca: null }, pino({ level: 'silent' }))
  await connections.ready()

  await sandbox.kill9()
  const restored = new Promise<number>(resolve => connections.onRestored(() => resolve(performance.now())))
  const started = sandbox.start()
  await eventually(
    async () => {
      const clients = await ask(sandbox.port, 'CLIENT LIST')
      expect(clients.split('cmd=info').length - 1).toBe(CONNECTIONS)
    },
    { withinMs: 20_000 },
  )
  expect(await ask(sandbox.port, 'PING')).toContain('LOADING')
  await ask(sandbox.port, 'CONFIG SET key-load-delay 0')
  await eventually(async () => expect(await ask(sandbox.port, 'PING')).toContain('PONG'), {
    withinMs: 20_000,
  })
  const answeredAt = performance.now()
  expect((await restored) - answeredAt).toBeLessThan(NOTICED_WITHIN_MS)
  await started
  connections.stop()
})
