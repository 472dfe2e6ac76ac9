// What a worker counts, one function per thing counted. Always true:
//  - everything here only ever grows; what is so at this moment (connections, memory) is in the worker's report;
//  - labels have few values, all known beforehand: no user, room, session or address is ever one;
//  - counting costs less than a microsecond, and nothing is put together before somebody asks for a snapshot.

import type { Entry } from '@hubbub/shared'
import { Counter, Histogram, Registry } from 'prom-client'

const LATENCY_SECONDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10]
const STALL_SECONDS = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10]
const RESYNC_REASONS = ['trimmed', 'epoch', 'diverged', 'future']
const PUSH_OUTCOMES = ['sent', 'gone', 'failed', 'dropped']
const PREVIEW_OUTCOMES = ['shown', 'nothing', 'failed', 'dropped']
const CHANGES: ReadonlySet<string> = new Set([
  'message:change',
  'message:react',
  'message:pin',
  'room:set-topic',
])
const BATCH_MESSAGES = [1, 2, 5, 10, 20, 50, 100]

export interface Metrics {
  /** @param code `ok` or the code of the failure @param tookMs from the arrival of the command to its ack */
  commandAnswered(event: string, code: string, tookMs: number): void
  /** One call of the append script was answered. */
  batchAppended(batch: { messages: number; appended: number; duplicates: number }): void
  /**
   * Entries of one room were handed to the sockets that follow it.
   * @param entries with when each was appended, by the clock of Redis @param nowMs by the clock of this machine
   */
  entriesDelivered(entries: readonly Pick<Entry, 'kind' | 'sentAt'>[], sockets: number, nowMs: number): void
  /** The room feed read from the log what had not come over its channel. */
  gapRepaired(entries: number): void
  /** @param told `feed`: all followers of a room on this worker; `join`: one who wanted to resume */
  resynced(reason: string, told: 'feed' | 'join'): void
  slowReaderCut(): void
  /** What became of a notification for one device, or of a message of which nobody was told. */
  pushed(outcome: 'sent' | 'gone' | 'failed' | 'dropped'): void
  /** What became of the preview of a link. */
  previewed(outcome: 'shown' | 'nothing' | 'failed' | 'dropped'): void
  signalLost(): void
  /** A request came here though its session id names another worker that could have been asked. */
  misrouted(): void
  /** @param stalledMs the longest the event loop stood still since the last call */
  loopObserved(stalledMs: number): void
  /** Messages newly written to a log, and entries handed to sockets, so far. */
  totals(): { messages: number; deliveries: number }
  /** All of it as JSON, in the form that prom-client's `aggregate` takes. */
  snapshot(): Promise<string>
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Counter<Label>({ name, help, labelNames, registers })
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name, help, buckets, registers })

  // Counted by hand, since finding a counter by its labels costs more than all the rest of a command's counting.
  const answers = new Map<string, Map<string, number>>()
  new Counter({
    name: 'hubbub_commands_total',
    help: 'Commands answered.',
    labelNames: ['event', 'code'],
    registers,
    collect() {
      this.reset()
      for (const [event, codes] of answers) {
        for (const [code, count] of codes) this.inc({ event, code }, count)
      }
    },
  })
  const appended = counter('hubbub_messages_appended_total', 'Messages newly written to a log.')
  const duplicates = counter('hubbub_messages_duplicate_total', 'Messages sent again that were in the log.')
  const delivered = counter('hubbub_entries_delivered_total', 'Entries handed to sockets, once per socket.')
  const repairs = counter('hubbub_gap_repairs_total', 'Reads of the log for what the channel did not bring.')
  const repaired = counter('hubbub_gap_repaired_entries_total', 'Entries found by gap repairs.')
  const resyncs = counter('hubbub_resyncs_total', 'Positions that could not be resumed from.', [
    'reason',
    'told',
  ])
  // Known from the start, so that the first one shows as a rise.
  for (const reason of RESYNC_REASONS) for (const told of ['feed', 'join']) resyncs.inc({ reason, told }, 0)
  const slowReaders = counter('hubbub_slow_readers_cut_total', 'Connections cut as they did not read.')
  const signals = counter('hubbub_signals_lost_total', 'Signals that Redis did not take.')
  const pushes = counter('hubbub_pushes_total', 'Notifications for devices, by what became of them.', [
    'outcome',
  ])
  for (const outcome of PUSH_OUTCOMES) pushes.inc({ outcome }, 0)
  const previews = counter('hubbub_link_previews_total', 'Previews of links, by what became of them.', [
    'outcome',
  ])
  for (const outcome of PREVIEW_OUTCOMES) previews.inc({ outcome }, 0)
  const misroutes = counter('hubbub_misroutes_total', 'Requests that came to the wrong worker.')
  const appendTime = histogram(
    'hubbub_append_duration_seconds',
    'From the arrival of message:send to its ack, when that says ok.',
    LATENCY_SECONDS,
  )
  const changeTime = histogram(
    'hubbub_change_duration_seconds',
    'From the arrival of a change, reaction, pin or topic to its ack, when that says ok.',
    LATENCY_SECONDS,
  )
  const deliveryTime = histogram(
    'hubbub_delivery_duration_seconds',
    'Of messages: from the append by the clock of Redis to the sockets of a worker by its own.',
    LATENCY_SECONDS,
  )
  const batches = histogram('hubbub_append_batch_messages', 'Messages per call to append.', BATCH_MESSAGES)
  const stalls = histogram(
    'hubbub_event_loop_stall_seconds',
    'Longest stall of the event loop in each second.',
    STALL_SECONDS,
  )

  const totals = { messages: 0, deliveries: 0 }

  return {
    commandAnswered(event, code, tookMs) {
      const codes = answers.get(event) ?? new Map<string, number>()
      answers.set(event, codes.set(code, (codes.get(code) ?? 0) + 1))
      if (code !== 'ok') return
      if (event === 'message:send') appendTime.observe(tookMs / 1_000)
      if (CHANGES.has(event)) changeTime.observe(tookMs / 1_000)
    },
    batchAppended(batch) {
      batches.observe(batch.messages)
      appended.inc(batch.appended)
      totals.messages += batch.appended
      duplicates.inc(batch.duplicates)
    },
    entriesDelivered(entries, sockets, nowMs) {
      delivered.inc(entries.length * sockets)
      totals.deliveries += entries.length * sockets
      for (const { kind, sentAt } of entries) {
        // Who came or went is told late on purpose. Two clocks: what seems to come from the future took no time that could be told.
        if (kind === 'message') deliveryTime.observe(Math.max(0, nowMs - sentAt) / 1_000)
      }
    },
    gapRepaired(entries) {
      repairs.inc()
      repaired.inc(entries)
    },
    resynced: (reason, told) => resyncs.inc({ reason, told }),
    slowReaderCut: () => slowReaders.inc(),
    signalLost: () => signals.inc(),
    pushed: outcome => pushes.inc({ outcome }),
    previewed: outcome => previews.inc({ outcome }),
    misrouted: () => misroutes.inc(),
    loopObserved: stalledMs => stalls.observe(stalledMs / 1_000),
    totals: () => totals,
    snapshot: async () => JSON.stringify(await registry.getMetricsAsJSON()),
  }
}
