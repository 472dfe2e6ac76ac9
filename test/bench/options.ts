// The command line of `npm run bench`.

import { parseArgs } from 'node:util'
import { hubbub } from './hubbub.js'
import { bareWs, textbook } from './peers.js'
import type { Target } from './target.js'
import { WORKLOAD_NAMES, type WorkloadName } from './workload.js'

export interface Options {
  workloads: readonly WorkloadName[]
  targets: readonly Target[]
  rounds: number
  isQuick: boolean
  /** Where the report goes. */
  out: string
  /** Whether the rounds are added to those already there. */
  isAdded: boolean
  /** Where processor profiles of the servers go; null: none are taken. */
  profiles: string | null
  writesDocs: boolean
  isHelpWanted: boolean
}

/** Something on the command line is wrong; its message is all that needs to be said. */
export class BadOption extends Error {}

export const USAGE = `usage: npm run bench -- [--workload m1,m2,m3,m4,m5] [--target hubbub,textbook,bare-ws] [--rounds 3] [--quick]
                          [--out .cache/bench] [--add] [--cpu-prof DIR] [--write-docs]`

const TARGETS = [hubbub, textbook, bareWs]

/** @throws BadOption */
export function parseOptions(args: readonly string[]): Options {
  const given = read(args)
  const isQuick = given.quick ?? false
  const rounds = given.rounds ?? (isQuick ? '1' : '3')
  if (!/^[1-9]\d?$/.test(rounds)) throw new BadOption(`--rounds must be 1 to 99, not "${rounds}"`)
  const targets = given.target?.split(',') ?? TARGETS.map(({ name }) => name)
  return {
    workloads: chosen('--workload', given.workload?.split(',') ?? WORKLOAD_NAMES, WORKLOAD_NAMES),
    targets: TARGETS.filter(({ name }) =>
      chosen(
        '--target',
        targets,
        TARGETS.map(target => target.name),
      ).includes(name),
    ),
    rounds: Number(rounds),
    isQuick,
    out: given.out ?? '.cache/bench',
    isAdded: given.add ?? false,
    profiles: given['cpu-prof'] ?? null,
    isHelpWanted: given.help ?? false,
    writesDocs: writesDocs(given['write-docs'] ?? false, isQuick, targets.length),
  }
}

function read(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        workload: { type: 'string' },
        target: { type: 'string' },
        rounds: { type: 'string' },
        quick: { type: 'boolean' },
        out: { type: 'string' },
        add: { type: 'boolean' },
        'cpu-prof': { type: 'string' },
        'write-docs': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    })
    return values
  } catch (error) {
    throw new BadOption(error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error))
  }
}

function chosen<Name extends string>(
  flag: string,
  wanted: readonly string[],
  known: readonly Name[],
): Name[] {
  const unknown = wanted.find(name => !known.some(one => one === name))
  if (unknown !== undefined) throw new BadOption(`${flag} knows ${known.join(', ')}, not "${unknown}"`)
  return known.filter(name => wanted.includes(name))
}

function writesDocs(isWanted: boolean, isQuick: boolean, targets: number): boolean {
  if (isWanted && (isQuick || targets < TARGETS.length))
    throw new BadOption('--write-docs needs all targets in full size: leave out --quick and --target')
  return isWanted
}
