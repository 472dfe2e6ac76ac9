import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { eventually } from '../support/eventually.js'
import { isRunning } from '../support/is-running.js'
import { sharedRedis, startRedis } from '../support/redis-sandbox.js'

test('a Redis sandbox keeps its data over kill -9 and restart, and takes everything with it when it stops', async () => {
  const sandbox = await startRedis()
  await sandbox.redis.set('k', 'v')

  await sandbox.kill9()
  await sandbox.start()
  expect(await sandbox.redis.get('k')).toBe('v')

  await sandbox.restart()
  expect(await sandbox.redis.get('k')).toBe('v')

  const pid = sandbox.pid()
  await sandbox.stop()
  expect(isRunning(pid)).toBe(false)
  expect(existsSync(sandbox.dir)).toBe(false)
})

test('a paused Redis sandbox answers nothing until it is resumed', async () => {
  await using sandbox = await startRedis({ appendOnly: false })
  await sandbox.redis.ping()

  sandbox.pause()
  const answer = sandbox.redis.ping()
  const first = await Promise.race([answer, new Promise(resolve => setTimeout(resolve, 200, 'silence'))])
  expect(first).toBe('silence')

  sandbox.resume()
  expect(await answer).toBe('PONG')
})

test('the shared Redis gives each test a prefix of its own', async () => {
  const one = await sharedRedis()
  const other = await sharedRedis()
  expect(one.url).toBe(other.url)
  expect(one.prefix).not.toBe(other.prefix)
})

test('a Redis sandbox does not outlive a test process that is killed', async () => {
  const script = `
    const { runnerImport } = await import('vite')
    const { module } = await runnerImport('./test/support/redis-sandbox.ts')
    const sandbox = await module.startRedis()
    console.log(JSON.stringify({ pid: sandbox.pid(), dir: sandbox.dir }))
  `
  const holder = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(holder.stdout, 'data')
  const { pid, dir } = JSON.parse(String(line))
  expect(isRunning(pid)).toBe(true)

  holder.kill('SIGKILL')
  await eventually(() => {
    expect(isRunning(pid)).toBe(false)
    expect(existsSync(dir)).toBe(false)
  })
})
