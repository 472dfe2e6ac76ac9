import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { root } from '../support/root.js'

const PROGRAM = `
  import { createLog } from '${root}/apps/server/dist/log.js'
  const log = createLog('info', 'node-a', '1')
  process.on('message', () => {
    log.warn('the last words')
    process.exit(3)
  })
  log.info('up')
  process.send('up')
`

test('a process whose log nobody reads any more ends when it is to, and as it is to', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'hubbub-log-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  await writeFile(join(dir, 'program.mjs'), PROGRAM)
  const child = fork(join(dir, 'program.mjs'), { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const { stdout, stderr } = child
  if (stdout === null || stderr === null) throw new Error('the process has no pipes')
  await Promise.all([once(child, 'message'), once(stdout, 'data')])
  const said = text(stderr)

  stdout.destroy()
  await once(stdout, 'close')
  child.send('end')
  const [code] = await once(child, 'exit', { signal: AbortSignal.timeout(10_000) })
  expect({ code, said: await said }).toEqual({ code: 3, said: '' })
})
