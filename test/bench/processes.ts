// What processes have cost so far, as Linux counts it.

import { readdirSync, readFileSync } from 'node:fs'

export interface Usage {
  /** Processor time in user and kernel mode, microseconds. */
  cpuUs: number
  rssKib: number
}

/** Of Linux, on every architecture. */
const TICKS_PER_SECOND = 100

/** These processes and all that descend from them. */
export function withDescendants(pids: readonly number[]): number[] {
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    const pid = Number(name)
    const parent = Number.isInteger(pid) ? statOf(pid)?.parent : undefined
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), pid])
  }
  const found = [...pids]
  for (const pid of found) found.push(...(children.get(pid) ?? []))
  return found
}

/** Summed over the processes; one that has ended counts nothing. */
export function usageOf(pids: readonly number[]): Usage {
  const usage: Usage = { cpuUs: 0, rssKib: 0 }
  for (const pid of pids) {
    usage.cpuUs += statOf(pid)?.cpuUs ?? 0
    usage.rssKib += Number(/^VmRSS:\s+(\d+) kB$/m.exec(readProc(pid, 'status'))?.[1] ?? 0)
  }
  return usage
}

/** Bytes a process has read so far, from sockets too. */
export function bytesRead(pid: number): number {
  return Number(/^rchar: (\d+)$/m.exec(readProc(pid, 'io'))?.[1] ?? 0)
}

/** Files a process started from here may have open. */
export function openFilesAllowed(): number {
  const [, allowed = '0'] =
    /^Max open files\s+\S+\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
  return allowed === 'unlimited' ? Number.POSITIVE_INFINITY : Number(allowed)
}

function statOf(pid: number): { parent: number; cpuUs: number } | undefined {
  const stat = readProc(pid, 'stat')
  if (stat === '') return undefined
  // The name of the program, in parentheses, may hold anything; what follows is numbers, from the third field on.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [parent, user, system] = [fields[1], fields[11], fields[12]].map(Number)
  return { parent: parent ?? 0, cpuUs: ((user ?? 0) + (system ?? 0)) * (1e6 / TICKS_PER_SECOND) }
}

/** Empty when the process has ended. */
function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return ''
    throw error
  }
}
