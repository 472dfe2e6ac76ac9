// The proof of the proof: each broken build must be found guilty of the promise that it breaks.

import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { randomFrom } from '../../support/seeded-random.js'
import { startArena } from '../arena.js'
import type { Verdict } from '../checker/verdict.js'
import { FAULTS } from '../faults/all.js'
import { judge } from '../judge.js'
import { runRound } from '../run-round.js'
import { BROKEN_BUILDS, type BrokenBuild, type BrokenName } from './broken-builds.js'
import { makeBrokenBuild } from './make-broken-build.js'

/** @returns whether all of them were found guilty */
export async function proveBroken(options: {
  broken: readonly BrokenName[]
  seed: number
  out: string
}): Promise<boolean> {
  const { broken, seed, out } = options
  let missed = 0
  for (const name of broken) {
    const build = BROKEN_BUILDS[name]
    console.log(`${name}: ${build.told}   seed ${seed}`)
    const verdict = await judgeBuild(name, build, { seed, dir: join(out, `broken-${name}`) })
    const isGuilty = (verdict.invariants.find(({ id }) => id === build.guiltyOf)?.broken ?? 0) > 0
    console.log(`${name}: ${isGuilty ? 'found guilty' : 'NOT FOUND GUILTY'} of ${build.guiltyOf}`)
    if (!isGuilty) missed += 1
  }
  return missed === 0
}

async function judgeBuild(
  name: BrokenName,
  { faults }: BrokenBuild,
  { seed, dir }: { seed: number; dir: string },
): Promise<Verdict> {
  await rm(dir, { recursive: true, force: true })
  await mkdir(dir, { recursive: true })
  await using build = await makeBrokenBuild(name)
  await using arena = await startArena({ product: 'hubbub', random: randomFrom(seed), main: build.main })
  await runRound({
    ...{ arena, dir, seed },
    product: 'hubbub',
    profile: 'short',
    faults: FAULTS.filter(({ id }) => faults.includes(id)),
    broken: name,
  })
  const { verdict, lines } = await judge(dir)
  for (const line of lines) console.log(line)
  return verdict
}
