// What the command line asks for, checked whole: every fault at once.

import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { ROOMS_PER_USER, TEXT_MAX_BYTES } from '@hubbub/shared'
import { addressesOf } from './addresses.js'
import { CannotRun } from './cannot-run.js'
import { parseDuration } from './durations.js'

export const SCENARIOS = ['teams', 'lobby', 'storm', 'idle'] as const
export type Scenario = (typeof SCENARIOS)[number]

export interface LoadOptions {
  /** Origin of the chat. */
  url: string
  scenario: Scenario
  clients: number
  accounts: number
  rooms: number
  /** Messages a second, of all clients together. */
  rate: number
  rampMs: number
  durationMs: number
  settleMs: number
  textBytes: number
  /** Processes that play the clients. */
  generators: number
  /** Addresses of this machine that connections come from; none: whichever the system takes. */
  sources: readonly string[]
  /** Give each account an address of its own in X-Forwarded-For. */
  isForwarded: boolean
  /** Where nodes tell their metrics. */
  metrics: readonly string[]
  accountsFile: string | null
  /** Folder of the report. */
  out: string
  isConfirmed: boolean
  thresholds: { p99Ms: number | null; lost: number; maxErrors: number }
}

const FLAGS = {
  url: { type: 'string' },
  scenario: { type: 'string', default: 'teams' },
  clients: { type: 'string', default: '50' },
  accounts: { type: 'string' },
  rooms: { type: 'string' },
  rate: { type: 'string' },
  duration: { type: 'string', default: '30' },
  ramp: { type: 'string', default: '5' },
  settle: { type: 'string', default: '10' },
  size: { type: 'string', default: '100' },
  generators: { type: 'string' },
  source: { type: 'string', multiple: true },
  forwarded: { type: 'boolean', default: false },
  metrics: { type: 'string', multiple: true },
  'accounts-file': { type: 'string' },
  out: { type: 'string', default: 'load-reports' },
  p99: { type: 'string' },
  lost: { type: 'string', default: '0' },
  'max-errors': { type: 'string', default: '0' },
  yes: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

const DEFAULT_RATE = 20
const CLIENTS_PER_ROOM = 10
/** What one process plays without being the slow part itself. */
const CLIENTS_PER_GENERATOR = 250

/** @throws CannotRun */
export function parseArguments(args: readonly string[]): LoadOptions | 'help' {
  const values = readFlags(args)
  if (values.help) return 'help'

  const faults: string[] = []
  const scenario = SCENARIOS.find(name => name === values.scenario)
  if (!scenario) faults.push(`--scenario must be ${SCENARIOS.join(', ')}, not "${values.scenario}"`)
  const clients = count('clients', values.clients, 1, 100_000)
  const accounts = count('accounts', values.accounts ?? String(clients), 1, 100_000)
  const rooms = count('rooms', values.rooms ?? defaultRooms(), 1, 10_000)
  const processes = Math.min(availableParallelism(), Math.ceil(clients / CLIENTS_PER_GENERATOR))

  const options: LoadOptions = {
    url: origin('url', values.url ?? ''),
    scenario: scenario ?? 'teams',
    clients,
    accounts,
    rooms,
    rate: scenario === 'idle' ? 0 : count('rate', values.rate ?? String(DEFAULT_RATE), 0, 1_000_000),
    rampMs: duration('ramp', values.ramp),
    durationMs: duration('duration', values.duration, 1_000),
    settleMs: duration('settle', values.settle),
    textBytes: count('size', values.size, 80, TEXT_MAX_BYTES),
    generators: count('generators', values.generators ?? String(Math.max(1, processes)), 1, 64),
    sources: (values.source ?? []).flatMap(source),
    isForwarded: values.forwarded,
    metrics: (values.metrics ?? []).map(given => address('metrics', given)),
    accountsFile: values['accounts-file'] ?? null,
    out: values.out,
    isConfirmed: values.yes,
    thresholds: {
      p99Ms: values.p99 === undefined ? null : duration('p99', values.p99),
      lost: count('lost', values.lost, 0, Number.MAX_SAFE_INTEGER),
      maxErrors: count('max-errors', values['max-errors'], 0, Number.MAX_SAFE_INTEGER),
    },
  }
  checkTogether(options)
  if (faults.length > 0) throw new CannotRun(faults.join('; '))
  return options

  function defaultRooms(): string {
    return scenario === 'lobby' ? '1' : String(Math.max(1, Math.ceil(clients / CLIENTS_PER_ROOM)))
  }

  function checkTogether(given: LoadOptions): void {
    if (given.scenario === 'lobby' && given.rooms !== 1) faults.push('--scenario lobby has one room')
    if (given.scenario === 'idle' && values.rate !== undefined)
      faults.push('--scenario idle sends nothing: leave --rate out')
    if (given.accounts > given.clients) faults.push('--accounts must not be more than --clients')
    if (given.rooms > given.clients * (ROOMS_PER_USER - 1))
      faults.push(`--rooms must leave each client at most ${ROOMS_PER_USER - 1} rooms`)
    else if (given.rooms > given.accounts * (ROOMS_PER_USER - 1))
      faults.push(`--rooms must leave each account at most ${ROOMS_PER_USER - 1} rooms`)
    if (given.generators > given.clients) faults.push('--generators must not be more than --clients')
  }

  function count(flag: string, text: string, min: number, max: number): number {
    const number = Number(text)
    if (/^\d+$/.test(text) && number >= min && number <= max) return number
    faults.push(`--${flag} must be a whole number from ${min} to ${max}, not "${text}"`)
    return min
  }

  function duration(flag: string, text: string, minMs = 0): number {
    const ms = parseDuration(text)
    if (ms !== null && ms >= minMs) return ms
    const least = minMs > 0 ? ` of at least ${minMs / 1_000}s` : ''
    faults.push(`--${flag} must be a duration${least} such as 60, 60s, 5m or 200ms, not "${text}"`)
    return minMs
  }

  function source(range: string): string[] {
    const addresses = addressesOf(range)
    if (addresses !== null) return addresses
    faults.push(`--source must be an address or a range such as 127.0.0.0/24, not "${range}"`)
    return []
  }

  function address(flag: string, text: string): string {
    if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text
    const example = flag === 'url' ? 'http://127.0.0.1:3000' : 'http://127.0.0.1:4000/metrics'
    faults.push(
      text === ''
        ? `--${flag} is needed, such as ${example}`
        : `--${flag} must be such as ${example}, not "${text}"`,
    )
    return example
  }

  function origin(flag: string, text: string): string {
    const { origin, pathname, search } = new URL(address(flag, text))
    if (pathname !== '/' || search !== '')
      faults.push(`--${flag} must not have a path: the chat is at ${origin}`)
    return origin
  }
}

function readFlags(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: FLAGS, strict: true, allowPositionals: false }).values
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error))
    // What follows the first sentence is about positional arguments, which there are none of.
    throw new CannotRun(message.split(/\.\s|\n/)[0])
  }
}
