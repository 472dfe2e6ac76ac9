// What the nodes tell of themselves while the test runs, read once a second from their internal ports.

import { setTimeout as delay } from 'node:timers/promises'
import { type Family, parsePrometheusText, sumOf } from '../support/prometheus-text.js'
import { CannotRun } from './cannot-run.js'
import { sharedNow } from './shared-clock.js'

const EVERY_MS = 1_000
const TIMEOUT_MS = 5_000

export interface NodeSample {
  /** By the shared clock, in milliseconds. */
  at: number
  /** Processor time of primary and workers since they started, in seconds. */
  cpuSeconds: number
  residentBytes: number
  /** The longest stall of a worker's event loop within the last second. */
  lagMs: number
  sockets: number
  entriesDelivered: number
  messagesAppended: number
  gapRepairs: number
}

export interface NodeMetrics {
  url: string
  node: string
  samples: NodeSample[]
  /** How often nothing could be read. */
  failures: number
}

/** @throws CannotRun when one cannot be read now */
export async function watchNodes(urls: readonly string[]): Promise<{ nodes: NodeMetrics[]; stop(): void }> {
  const ended = new AbortController()
  const nodes = await Promise.all(urls.map(first))
  for (const node of nodes) void follow(node, ended.signal)
  return { nodes, stop: () => ended.abort() }
}

async function first(url: string): Promise<NodeMetrics> {
  try {
    const families = await read(url)
    const [info] = families.get('hubbub_node_info')?.samples ?? []
    return { url, node: info?.labels.node ?? url, samples: [sampleOf(families)], failures: 0 }
  } catch (error) {
    throw new CannotRun(`no metrics at ${url}: ${error instanceof Error ? reasonOf(error) : error}`)
  }
}

async function follow(node: NodeMetrics, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await delay(EVERY_MS, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return
    try {
      node.samples.push(sampleOf(await read(node.url)))
    } catch {
      // Told as a number in the report; the test is about the chat.
      node.failures += 1
    }
  }
}

async function read(url: string): Promise<Map<string, Family>> {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) })
  if (!response.ok) throw new Error(`status ${response.status}`)
  return parsePrometheusText(await response.text())
}

function sampleOf(families: ReadonlyMap<string, Family>): NodeSample {
  const lags = families.get('hubbub_event_loop_lag_seconds')?.samples.map(({ value }) => value) ?? []
  return {
    at: sharedNow(),
    cpuSeconds: sumOf(families, 'hubbub_process_cpu_seconds_total'),
    residentBytes: sumOf(families, 'hubbub_process_resident_memory_bytes'),
    lagMs: Math.max(0, ...lags) * 1_000,
    sockets: sumOf(families, 'hubbub_sockets'),
    entriesDelivered: sumOf(families, 'hubbub_entries_delivered_total'),
    messagesAppended: sumOf(families, 'hubbub_messages_appended_total'),
    gapRepairs: sumOf(families, 'hubbub_gap_repairs_total'),
  }
}

function reasonOf(error: Error): string {
  const { cause } = error
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.message
}
