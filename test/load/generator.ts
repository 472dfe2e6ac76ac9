// A process that plays a part of the clients. It does as the command says, and ends with it.

import { setTimeout as delay } from 'node:timers/promises'
import type {
  Findings,
  FromGenerator,
  LogStretch,
  Part,
  SendOrder,
  ToGenerator,
} from './generator-protocol.js'
import { inParallel } from './in-parallel.js'
import { createLatencies, createLatency } from './latency.js'
import { createLoadClient } from './load-client.js'
import { createRoomWatch } from './room-watch.js'
import { createSchedule } from './schedule.js'
import { sharedNow } from './shared-clock.js'
import { createTally } from './tally.js'
import { tellEachSecond } from './tell-seconds.js'

/** Within which a client has joined its rooms after the ramp, or will not be waited for. */
const JOIN_PATIENCE_MS = 30_000
const LOOK_EVERY_MS = 50
const LEAVES_AT_ONCE = 8

process.on('disconnect', () => process.exit())
// Ctrl-C in the terminal is for the command, which then says what to do.
process.on('SIGINT', () => undefined)
process.on('message', (message: ToGenerator) => {
  if (message.type === 'play') play(message.part)
})

function tell(message: FromGenerator): void {
  // A command that is gone hears nothing more; its end is this process's end.
  process.send?.(message, () => undefined)
}

function play(part: Part): void {
  const tally = createTally()
  const latencies = createLatencies()
  const measured = { delivery: createLatency(), ack: createLatency() }
  let measuredFrom = Number.POSITIVE_INFINITY
  const servedBy = new Set<string>()
  const runRooms = new Set(part.clients.flatMap(({ rooms }) => rooms))
  const watch = createRoomWatch(part.run, roomId => runRooms.has(roomId))
  const clients = part.clients.map(planned =>
    createLoadClient(planned, {
      part,
      watch,
      tally,
      latencies,
      measured: { ...measured, fromDueAt: () => measuredFrom },
      servedBy,
    }),
  )
  let isSending = true
  const waiting = () => clients.reduce((sum, client) => sum + client.waiting(), 0)

  const seconds = tellEachSecond({
    tally,
    latencies,
    now: () => ({
      connected: clients.filter(client => client.isConnected()).length,
      waiting: waiting(),
      servedBy: [...servedBy],
    }),
    tell: told => tell({ type: 'second', told }),
  })
  void connectAll()
  process.on('message', (message: ToGenerator) => {
    if (message.type === 'send') void send(message.order)
    if (message.type === 'stop-sending') isSending = false
    if (message.type === 'settle') void settle(message.logs, message.untilAt)
    if (message.type === 'leave') void leave()
  })

  async function connectAll(): Promise<void> {
    const joins = clients.map(async (client, index) => {
      await until(part.startAt + (part.clients[index]?.connectAt ?? 0))
      if (isSending) await client.start()
    })
    const patience = until(part.startAt + part.rampMs + JOIN_PATIENCE_MS, () => isSending)
    await Promise.race([Promise.all(joins), patience])
    tell({ type: 'connected' })
  }

  async function send(order: SendOrder): Promise<void> {
    const schedule = createSchedule(order)
    measuredFrom = order.startAt + order.rampMs
    if (order.stormAt !== null) void cutAllAt(order.startAt + order.stormAt)
    const senders = clients.filter(client => client.hasJoined())
    let turn = 0
    for (let number = part.generator; number < schedule.count && isSending; number += part.generators) {
      const dueAt = order.startAt + schedule.dueAt(number)
      if (dueAt > sharedNow()) await until(dueAt)
      tally.counts.due += 1
      latencies.send.record(sharedNow() - dueAt)
      senders[turn % senders.length]?.send({ number, dueAt })
      turn += 1
    }
    await until(order.startAt + schedule.endsAt, () => isSending)
    const giveUpAt = sharedNow() + part.settleMs
    while (waiting() > 0 && sharedNow() < giveUpAt) await delay(LOOK_EVERY_MS)
    tell({ type: 'sent', logs: watch.logs() })
  }

  async function cutAllAt(at: number): Promise<void> {
    await until(at, () => isSending)
    if (isSending) for (const client of clients) client.cut()
  }

  async function settle(logs: ReadonlyMap<string, LogStretch>, untilAt: number): Promise<void> {
    const isComplete = () => clients.every(client => watch.missing(client.number, logs).missing === 0)
    while (!isComplete() && sharedNow() < untilAt) await delay(LOOK_EVERY_MS)
    seconds.flush()
    tell({ type: 'settled', findings: findings(logs) })
  }

  function findings(logs: ReadonlyMap<string, LogStretch>): Findings {
    const found = { expected: 0, lost: 0, lostByUnconnected: 0, unconnected: 0 }
    for (const client of clients) {
      const { expected, missing } = watch.missing(client.number, logs)
      found.expected += expected
      found.lost += missing
      if (client.isConnected() && client.hasJoined()) continue
      found.unconnected += 1
      found.lostByUnconnected += missing
    }
    const taken = { delivery: measured.delivery.take(), ack: measured.ack.take() }
    return { ...watch.findings(logs), ...found, unsent: waiting(), measured: taken }
  }

  async function leave(): Promise<void> {
    const leavers = clients.filter((_, index) => part.keepsAccounts && part.clients[index]?.isFirstOfAccount)
    await inParallel(leavers, LEAVES_AT_ONCE, client => client.leaveRooms())
    for (const client of clients) client.stop()
    tell({ type: 'left' })
  }
}

/** Waits for a moment of the shared clock, in steps as long as `goesOn` is asked. */
async function until(at: number, goesOn?: () => boolean): Promise<void> {
  for (let left = at - sharedNow(); left > 0 && (goesOn?.() ?? true); left = at - sharedNow())
    await delay(goesOn ? Math.min(left, LOOK_EVERY_MS) : left)
}
