// What a result was measured on: without it no figure can be compared with another.

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, release, totalmem } from 'node:os'
import { root } from '../support/root.js'

export interface Machine {
  processor: string
  cores: number
  memoryGib: number
  system: string
  node: string
  redis: string
  nginx: string
  /** With `+` when the checkout differs from it. */
  commit: string
}

export function describeMachine(): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGib: Math.round(totalmem() / 2 ** 30),
    system: `${distribution()}, Linux ${release()}`,
    node: process.version,
    redis: /v=(\S+)/.exec(told(process.env.REDIS_SERVER ?? 'redis-server', ['--version']))?.[1] ?? 'unknown',
    nginx: /nginx\/(\S+)/.exec(told(process.env.NGINX ?? '/usr/sbin/nginx', ['-v']))?.[1] ?? 'unknown',
    commit: commitNow(),
  }
}

export function machineText(machine: Machine): string {
  const { processor, cores, memoryGib, system, node, redis, nginx, commit } = machine
  return `${processor}, ${cores} cores, ${memoryGib} GiB; ${system}; Node ${node}, Redis ${redis}, nginx ${nginx}; commit ${commit}`
}

function distribution(): string {
  return /^PRETTY_NAME="(.+)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'Linux'
}

function commitNow(): string {
  const commit = told('git', ['-C', root, 'rev-parse', '--short', 'HEAD']).trim()
  if (commit === '') return 'unknown'
  const isChanged = told('git', [
    '-C',
    root,
    'status',
    '--porcelain',
    '--',
    'apps/server',
    'packages',
    'test',
  ])
  return isChanged === '' ? commit : `${commit}+`
}

/** What a program prints; empty when it is not there. */
function told(program: string, args: readonly string[]): string {
  try {
    return execFileSync('sh', ['-c', '"$0" "$@" 2>&1', program, ...args], { encoding: 'utf8' })
  } catch {
    return ''
  }
}
