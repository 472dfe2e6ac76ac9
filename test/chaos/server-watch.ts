// What the processes of the server use, and what of their output tells of an error nobody foresaw.

import { readdir, readFile } from 'node:fs/promises'
import type { Arena } from './arena.js'
import type { ArenaNode } from './arena-node.js'
import type { ServerRecord } from './history.js'
import type { HistoryWriter } from './write-history.js'

const PAGE_BYTES = 4_096
/** Node's own words for an error that nothing caught; a server's log tells the foreseen ones as JSON. */
const UNFORESEEN = /unhandled|uncaught|^\s*(?:\w+Error|node:internal)\b.*/i
/** Heap and stack of V8 when it gives up; the fault that does this says so itself. */
const MEMORY = /heap out of memory|<--- /

/** Writes a record of each process that runs now. */
export async function recordServers(arena: Arena, history: HistoryWriter): Promise<void> {
  for (const node of arena.nodes) {
    const errors = unforeseen(node.newOutput())
    await record(history, { role: 'primary', node: node.id, pid: node.program().pid, errors })
    for (const pid of await node.workerPids()) {
      await record(history, { role: 'worker', node: node.id, pid, errors: [] })
    }
  }
  await record(history, { role: 'redis', node: 'redis', pid: arena.redis().pid(), errors: [] })
  await record(history, { role: 'nginx', node: 'nginx', pid: arena.nginx().pid, errors: [] })
}

/** Reads what a node has written since, so that it is not held against the next run. */
export function forgetOutput(nodes: readonly ArenaNode[]): void {
  for (const node of nodes) node.newOutput()
}

type Process = Pick<ServerRecord, 'role' | 'node' | 'pid' | 'errors'>

async function record(history: HistoryWriter, server: Process): Promise<void> {
  const used = await usedBy(server.pid)
  if (used !== null) history.write({ f: 'server', client: '', ...server, ...used })
  else if (server.errors.length > 0)
    history.write({ f: 'server', client: '', ...server, residentBytes: 0, openFiles: 0 })
}

/** @returns null when there is no such process any more */
async function usedBy(pid: number): Promise<{ residentBytes: number; openFiles: number } | null> {
  try {
    const statm = await readFile(`/proc/${pid}/statm`, 'utf8')
    const files = await readdir(`/proc/${pid}/fd`)
    return { residentBytes: Number(statm.split(' ')[1]) * PAGE_BYTES, openFiles: files.length }
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return null
    throw error
  }
}

function unforeseen(output: string): string[] {
  return output
    .split('\n')
    .filter(line => !line.startsWith('{') && UNFORESEEN.test(line) && !MEMORY.test(line))
}
