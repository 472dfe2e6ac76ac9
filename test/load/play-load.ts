// A load test from its first guest to its last. Always true:
//  - whatever ends it, guests signed in here are signed out, unless a file keeps them, and no process stays;
//  - nothing is sent before every client has joined, or has had its time to.

import { signInGuests, signOut, stillSignedIn, whereFrom } from './accounts.js'
import { readAccountsFile, writeAccountsFile } from './accounts-file.js'
import type { LoadOptions } from './arguments.js'
import { durationText } from './durations.js'
import { startGenerators } from './generator-processes.js'
import type { Findings, LoadAccount, LogStretch, PartClient, SendOrder } from './generator-protocol.js'
import { liveLine } from './live-line.js'
import { makeRooms } from './make-rooms.js'
import type { Limits } from './outcome.js'
import { type LoadPlan, planLoad } from './plan.js'
import { createSeconds, type Seconds } from './seconds.js'
import { sharedNow } from './shared-clock.js'
import type { Terminal } from './terminal.js'

/** From an order to the moment it is for, so that all processes have it by then. */
const HEAD_START_MS = 300

export interface Played {
  seconds: Seconds
  findings: readonly Findings[]
  limited: Limits
  /** By the shared clock, in milliseconds. */
  startAt: number
  /** In seconds since the start. */
  phases: { name: string; from: number; to: number }[]
}

export interface Play {
  options: LoadOptions
  run: string
  terminal: Terminal
  /** Aborted when somebody ends the test before its time. */
  signal: AbortSignal
}

/** @throws CannotRun when it cannot be played */
export async function playLoad(play: Play): Promise<Played> {
  const { options, run, terminal, signal } = play
  const { url, accountsFile } = options
  const limited = { signIns: 0, rooms: 0 }
  const accounts: LoadAccount[] = await keptAccounts(options)
  try {
    await signInGuests(options, run, {
      accounts,
      limited(waitMs) {
        limited.signIns += 1
        terminal.status(
          `${accounts.length} of ${options.accounts} signed in; the server wants ${durationText(waitMs)} of waiting`,
        )
      },
      signedIn: count => terminal.status(`${count} of ${options.accounts} guests signed in`),
      goesOn: () => !signal.aborted,
    })
    const plan = planLoad(options)
    const rooms = await makeRooms(
      { url, run, rooms: options.rooms, accounts, roomsOfAccount: plan.roomsOfAccount },
      {
        limited() {
          limited.rooms += 1
        },
        made: count => terminal.status(`${count} of ${options.rooms} rooms made`),
        goesOn: () => !signal.aborted,
      },
    )
    return { ...(await playClients(play, { plan, accounts, rooms })), limited }
  } finally {
    if (accountsFile !== null) await writeAccountsFile(accountsFile, url, accounts)
    else {
      terminal.status(`signing ${accounts.length} guests out`)
      const failures = await signOut(url, accounts)
      if (failures > 0)
        terminal.say(`${failures} guests could not be signed out; the server forgets them in time`)
    }
  }
}

async function keptAccounts(options: LoadOptions): Promise<LoadAccount[]> {
  if (options.accountsFile === null) return []
  const kept = await readAccountsFile(options.accountsFile, options.url)
  const placed = kept.map((account, number) => ({ ...account, ...whereFrom(options, number) }))
  const standing = await stillSignedIn(options.url, placed)
  // Better now than when there is something to keep.
  await writeAccountsFile(options.accountsFile, options.url, standing)
  return standing
}

interface Cast {
  plan: LoadPlan
  accounts: readonly LoadAccount[]
  rooms: PartClient['rooms']
}

async function playClients(play: Play, cast: Cast): Promise<Omit<Played, 'limited'>> {
  const { options, signal } = play
  const startAt = sharedNow() + HEAD_START_MS
  const seconds = createSeconds(Math.round(startAt / 1_000), options.generators)
  const generators = startGenerators(options.generators, told => {
    seconds.add(told)
    showSecond(play, seconds)
  })
  const stopSending = () => generators.order({ type: 'stop-sending' })
  signal.addEventListener('abort', stopSending)
  try {
    generators.orderEach(generator => ({ type: 'play', part: partOf(play, cast, generator, startAt) }))
    await generators.all('connected')
    const sendAt = sharedNow() + HEAD_START_MS
    const order = orderOf(options, sendAt)
    generators.order({ type: 'send', order })
    if (signal.aborted) stopSending()
    const logs = joinLogs((await generators.all('sent')).map(answer => answer.logs))
    generators.order({ type: 'settle', logs, untilAt: sharedNow() + options.settleMs })
    const findings = (await generators.all('settled')).map(answer => answer.findings)
    generators.order({ type: 'leave' })
    await generators.all('left')
    return { seconds, findings, startAt, phases: phasesOf(order, startAt) }
  } finally {
    signal.removeEventListener('abort', stopSending)
    await generators.stop()
  }
}

function partOf({ options, run }: Play, { plan, accounts, rooms }: Cast, generator: number, startAt: number) {
  const clients: PartClient[] = (plan.generators[generator] ?? []).flatMap(({ client, account }) => {
    const as = accounts[account]
    if (as === undefined) return []
    const own = plan.roomsOfAccount[account]?.flatMap(room => rooms[room] ?? []) ?? []
    const connectAt = (options.rampMs * client) / options.clients
    return [{ client, as, rooms: own, connectAt, isFirstOfAccount: client === account }]
  })
  const { url, generators, rampMs, settleMs, textBytes, accountsFile } = options
  const keepsAccounts = accountsFile !== null
  return { run, url, generator, generators, startAt, rampMs, settleMs, textBytes, keepsAccounts, clients }
}

function orderOf({ scenario, rate, rampMs, durationMs }: LoadOptions, startAt: number): SendOrder {
  const stormAt = scenario === 'storm' ? rampMs + durationMs / 2 : null
  return { startAt, ratePerSecond: rate, rampMs, durationMs, stormAt }
}

function phasesOf({ startAt: sendAt, rampMs, stormAt }: SendOrder, startAt: number): Played['phases'] {
  const phase = (name: string, from: number, to: number) => {
    const inSeconds = (at: number) => (at - startAt) / 1_000
    return { name, from: inSeconds(from), to: inSeconds(to) }
  }
  return [
    phase('clients connect', startAt, startAt + rampMs),
    phase('the rate rises', sendAt, sendAt + rampMs),
    ...(stormAt === null ? [] : [phase('all lose their connection', sendAt + stormAt, sendAt + stormAt)]),
  ]
}

/** From where on all processes know a log, and up to where anybody does. */
function joinLogs(each: readonly ReadonlyMap<string, LogStretch>[]): Map<string, LogStretch> {
  const joined = new Map<string, LogStretch>()
  for (const logs of each) {
    for (const [key, { first, last }] of logs) {
      const known = joined.get(key) ?? { first, last }
      joined.set(key, { first: Math.max(known.first, first), last: Math.max(known.last, last) })
    }
  }
  return joined
}

function showSecond({ options, terminal }: Play, seconds: Seconds): void {
  const newest = seconds.newest()
  if (newest !== null) terminal.status(liveLine(newest, seconds.total, options.clients))
}
