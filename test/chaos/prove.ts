// npm run prove: what is promised, tried on the real thing while it breaks, and judged from what everybody wrote down.

import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../support/root.js'
import { randomFrom } from '../support/seeded-random.js'
import { type Product, startArena } from './arena.js'
import type { RedisKind } from './arena-redis.js'
import { proveBroken } from './broken/prove-broken.js'
import type { Verdict } from './checker/verdict.js'
import { FAULTS } from './faults/all.js'
import type { Fault } from './faults/fault.js'
import { redisDiskFull } from './faults/redis-data.js'
import { judge } from './judge.js'
import { faultsOf, HELP, type Options, readOptions, repeatWith, WrongOptions } from './options.js'
import { comparisonLines } from './report/compare.js'
import { runRound } from './run-round.js'

const code = await main(process.argv.slice(2))
// All is said and stopped. What faults have left open, a socket that nobody answers for one, must not hold up the verdict.
process.exit(code)

async function main(args: readonly string[]): Promise<number> {
  try {
    const options = readOptions(args, join(root, '.cache', 'prove'))
    if (options === 'help') console.log(HELP)
    else if (options === 'list') for (const { id, name } of FAULTS) console.log(`${id.padEnd(24)} ${name}`)
    else {
      if (process.platform !== 'linux') throw new WrongOptions('needs Linux: it looks at processes in /proc')
      const isProven = await (options.broken.length > 0 ? proveBroken(options) : prove(options))
      return isProven ? 0 : 1
    }
    return 0
  } catch (error) {
    if (!(error instanceof WrongOptions)) throw error
    console.error(error.message)
    return 2
  }
}

/** @returns whether nothing was violated */
async function prove(options: Options): Promise<boolean> {
  const { seed, out, hasBaseline } = options
  console.log(`seed ${seed}   repeat with: npm run prove -- ${repeatWith(options)}`)
  const faults = faultsOf(options)
  const verdicts: Verdict[] = []
  // Faults that need another kind of Redis have an arena, a history and a verdict of their own.
  for (const redisKind of ['single', 'sentinels'] as const) {
    const ofKind = faults.filter(({ redis = 'single' }) => redis === redisKind)
    const dir = join(out, redisKind === 'single' ? 'hubbub' : `hubbub-${redisKind}`)
    if (ofKind.length > 0)
      verdicts.push(await proveOn({ product: 'hubbub', redisKind, faults: ofKind, dir }, options))
  }
  const [ours] = verdicts
  if (hasBaseline && ours !== undefined) {
    const possible = faults.filter(({ products = ['hubbub'] }) => products.includes('textbook'))
    const dir = join(out, 'textbook')
    const theirs = await proveOn({ product: 'textbook', redisKind: 'single', faults: possible, dir }, options)
    for (const line of comparisonLines(ours, theirs)) console.log(line)
  }
  return verdicts.every(({ isGood }) => isGood)
}

interface Part {
  product: Product
  redisKind: RedisKind
  faults: readonly Fault[]
  dir: string
}

async function proveOn(part: Part, options: Options): Promise<Verdict> {
  const { product, redisKind, faults, dir } = part
  const { seed, profile, soakMs } = options
  const startedAt = performance.now()
  const hasRedisDisk = faults.includes(redisDiskFull)
  await using arena = await startArena({ product, redisKind, random: randomFrom(seed), hasRedisDisk })
  for (let round = 1; ; round += 1) {
    await rm(dir, { recursive: true, force: true })
    await mkdir(dir, { recursive: true })
    await runRound({ arena, product, faults, dir, profile, seed: seed + round - 1 })
    const { verdict, lines } = await judge(dir)
    for (const line of lines) console.log(line)
    const isTimeUp = soakMs === null || performance.now() - startedAt >= soakMs
    if (!verdict.isGood || isTimeUp) return verdict
  }
}
