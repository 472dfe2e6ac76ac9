// What was asked for on the command line.

import { parseArgs } from 'node:util'
import { newSeed } from '../support/seeded-random.js'
import { BROKEN_NAMES, type BrokenName } from './broken/broken-builds.js'
import { FAULTS } from './faults/all.js'
import { PROFILES, type ProfileName } from './profiles.js'

export const HELP = `npm run prove: shows that no acknowledged message is lost, doubled or reordered, while everything breaks

  npm run prove                   the worst eight faults, three minutes and a half
  npm run prove -- --short        four faults in about a minute
  npm run prove -- --full         every fault, about 10 minutes
  npm run prove -- --soak 8h      the worst eight again and again; s, m and h are understood
  npm run prove -- --faults a,b   these; --faults list names all
  npm run prove -- --seed N       the same faults and the same workload as the run that printed this seed
  npm run prove -- --baseline     the textbook Socket.IO cluster as well, beside ours
  npm run prove -- --broken NAME  a server that breaks a promise on purpose: publish-first, no-idempotency, no-repair,
                                  short-resume, no-leaving, no-revoking, no-pins, no-forgetting, no-muting, or all
  npm run prove -- --out DIR      where histories and report go (default: .cache/prove)

Ends with exit code 0 when nothing was violated, 1 when something was, 2 when it was asked wrongly. With --broken: 0 when
the broken server was found guilty, 1 when it was not.`

export interface Options {
  profile: ProfileName
  /** Ids, in this order; null: those of the profile. */
  faults: readonly string[] | null
  seed: number
  soakMs: number | null
  hasBaseline: boolean
  /** Broken builds to find guilty, instead of the product. */
  broken: readonly BrokenName[]
  out: string
}

/** What was asked cannot be done; the message is one line. */
export class WrongOptions extends Error {}

/** @returns null when help was asked for, 'list' when the names of the faults were */
export function readOptions(args: readonly string[], defaultOut: string): Options | 'help' | 'list' {
  const { values, positionals } = parse(args)
  if (positionals[0] !== undefined)
    throw new WrongOptions(`"${positionals[0]}" is not understood; --help tells what is`)
  if (values.help) return 'help'
  if (values.faults === 'list') return 'list'
  const { short = false, full = false, soak } = values
  if ([short, full, soak !== undefined].filter(Boolean).length > 1)
    throw new WrongOptions('--short, --full and --soak exclude each other')
  return {
    profile: short ? 'short' : full ? 'full' : soak === undefined ? 'normal' : 'soak',
    faults: values.faults === undefined ? null : readFaults(values.faults),
    seed: values.seed === undefined ? newSeed() : readSeed(values.seed),
    soakMs: soak === undefined ? null : readDuration(soak),
    hasBaseline: values.baseline ?? false,
    broken: values.broken === undefined ? [] : readBroken(values.broken),
    out: values.out ?? defaultOut,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        short: { type: 'boolean' },
        full: { type: 'boolean' },
        soak: { type: 'string' },
        seed: { type: 'string' },
        baseline: { type: 'boolean' },
        faults: { type: 'string' },
        broken: { type: 'string' },
        out: { type: 'string' },
        help: { type: 'boolean' },
      },
    })
  } catch (error) {
    throw new WrongOptions(
      `${error instanceof Error ? error.message.split(/\.\s/)[0] : error}; --help tells what is understood`,
    )
  }
}

function readFaults(list: string): string[] {
  const ids = list.split(',').filter(Boolean)
  const unknown = ids.find(id => !FAULTS.some(fault => fault.id === id))
  if (unknown !== undefined) throw new WrongOptions(`there is no fault "${unknown}"; --faults list names all`)
  if (ids.length === 0) throw new WrongOptions('--faults needs names; --faults list names all')
  return ids
}

function readBroken(name: string): readonly BrokenName[] {
  const names = BROKEN_NAMES.filter(known => name === 'all' || name === known)
  if (names.length > 0) return names
  throw new WrongOptions(`there is no broken build "${name}"; there are ${BROKEN_NAMES.join(', ')}, and all`)
}

function readSeed(text: string): number {
  const seed = Number(text)
  if (/^\d+$/.test(text) && seed < 2 ** 32) return seed
  throw new WrongOptions(`--seed must be a whole number below 2^32, not "${text}"`)
}

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 }

function readDuration(text: string): number {
  const [, count, unit = ''] = /^(\d+)([smh])$/.exec(text) ?? []
  const ms = Number(count) * (UNITS[unit] ?? Number.NaN)
  if (ms > 0) return ms
  throw new WrongOptions(`--soak must be a time like 90m or 8h, not "${text}"`)
}

/** The faults of a run, in order. */
export function faultsOf({ profile, faults }: Options): typeof FAULTS {
  const ids = faults ?? PROFILES[profile].faults
  return ids === null ? FAULTS : ids.flatMap(id => FAULTS.filter(fault => fault.id === id))
}

/** What to ask for to have the same run again. */
export function repeatWith({ seed, profile, faults, soakMs }: Options): string {
  const soak = soakMs === null ? [] : [`--soak ${soakMs / 1_000}s`]
  const size = profile === 'short' || profile === 'full' ? [`--${profile}`] : soak
  return [`--seed ${seed}`, ...size, ...(faults === null ? [] : [`--faults ${faults.join(',')}`])].join(' ')
}
