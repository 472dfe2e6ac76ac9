import { execFile } from 'node:child_process'
import { cpus, release, totalmem, type } from 'node:os'
import { promisify } from 'node:util'
import { root } from '../support/root.js'

/** What a figure must be read with: on what it was measured, and what measured it. */
export interface Machine {
  /** Of the checkout that the test ran from, `+` behind it when files differ; null outside a checkout. */
  commit: string | null
  nodeVersion: string
  cpu: string
  cores: number
  memoryBytes: number
  system: string
}

export async function thisMachine(): Promise<Machine> {
  const processors = cpus()
  return {
    commit: await commitOfCheckout(),
    nodeVersion: process.version,
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryBytes: totalmem(),
    system: `${type()} ${release()}`,
  }
}

async function commitOfCheckout(): Promise<string | null> {
  const git = async (...args: string[]) =>
    (await promisify(execFile)('git', args, { cwd: root })).stdout.trim()
  try {
    const commit = await git('rev-parse', '--short=12', 'HEAD')
    return (await git('status', '--porcelain')) === '' ? commit : `${commit}+`
  } catch {
    // No git, or an archive without its history.
    return null
  }
}
