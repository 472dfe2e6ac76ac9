// A node of the textbook cluster (test/baseline/textbook.ts), in the place of one of ours.

import { spawn } from 'node:child_process'
import { eventually } from '../support/eventually.js'
import { root } from '../support/root.js'
import { killWithThisProcess } from '../support/watchdog.js'
import type { NodeProgram } from './arena-node.js'

export async function startTextbook(options: {
  port: number
  redisUrl: string
  workers: number
  env: Readonly<Record<string, string>>
}): Promise<NodeProgram> {
  const child = spawn(process.execPath, [`${root}/test/dist/baseline/textbook.js`], {
    env: {
      PATH: process.env.PATH ?? '',
      ...options.env,
      PORT: String(options.port),
      WORKERS: String(options.workers),
      REDIS_URL: options.redisUrl,
      // Without a log there would be nothing to compare with.
      LOG: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const watchdog = killWithThisProcess(child.pid ?? 0)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (output += chunk))
  const exited = new Promise<number | null>(resolve => {
    child.once('close', code => {
      watchdog.release()
      resolve(code)
    })
  })
  const dispose = async () => {
    child.kill('SIGKILL')
    await exited
  }
  try {
    await eventually(
      () => {
        if (!output.includes('textbook on port')) throw new Error(`the textbook is not up:\n${output}`)
      },
      { withinMs: 20_000 },
    )
  } catch (error) {
    await dispose()
    throw error
  }
  return {
    pid: child.pid ?? 0,
    internalUrl: null,
    output: () => output,
    exited: () => exited,
    [Symbol.asyncDispose]: dispose,
  }
}
