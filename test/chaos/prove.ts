// npm run prove: what is promised, tried on the real thing while it breaks, and judged from what everybody wrote down.

import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../support/root.js'
import { randomFrom } from '../support/seeded-random.js'
import { type Product, startArena } from './arena.js'
import { proveBroken } from './broken/prove-broken.js'
import type { Verdict } from './checker/verdict.js'
import { FAULTS } from './faults/all.js'
import { redisDiskFull } from './faults/redis-data.js'
import { judge } from './judge.js'
import { faultsOf, HELP, type Options, readOptions, WrongOptions } from './options.js'
import { comparisonLines } from './report/compare.js'
import { runRound } from './run-round.js'

process.exitCode = await main(process.argv.slice(2))

async function main(args: readonly string[]): Promise<number> {
  try {
    const options = readOptions(args, join(root, '.cache', 'prove'))
    if (options === 'help') console.log(HELP)
    else if (options === 'list') for (const { id, name } of FAULTS) console.log(`${id.padEnd(24)} ${name}`)
    else if (options.broken.length > 0) return (await proveBroken(options)) ? 0 : 1
    else return (await prove(options)) ? 0 : 1
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
  console.log(
    `seed ${seed}   repeat with: npm run prove -- --seed ${seed}${options.profile === 'normal' ? '' : ` --${options.profile}`}`,
  )
  const ours = await proveOn('hubbub', options, join(out, 'hubbub'))
  if (hasBaseline) {
    const theirs = await proveOn('textbook', options, join(out, 'textbook'))
    for (const line of comparisonLines(ours, theirs)) console.log(line)
  }
  return ours.isGood
}

async function proveOn(product: Product, options: Options, dir: string): Promise<Verdict> {
  const random = randomFrom(options.seed)
  const startedAt = performance.now()
  const faults = faultsOf(options).filter(fault => (fault.products ?? ['hubbub']).includes(product))
  await using arena = await startArena({ product, random, hasRedisDisk: faults.includes(redisDiskFull) })
  for (let round = 1; ; round += 1) {
    await rm(dir, { recursive: true, force: true })
    await mkdir(dir, { recursive: true })
    await runRound({ arena, product, faults, dir, profile: options.profile, seed: options.seed + round - 1 })
    const { verdict, lines } = await judge(dir)
    for (const line of lines) console.log(line)
    const isTimeUp = options.soakMs === null || performance.now() - startedAt >= options.soakMs
    if (!verdict.isGood || isTimeUp) return verdict
  }
}
