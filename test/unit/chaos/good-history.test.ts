import { expect, test } from 'vitest'
import { randomFrom, seededRandom } from '../../support/seeded-random.js'
import { brokenIn, foundIn, judgeRecords } from './judge-records.js'
import { modelRun } from './model-run.js'

const RUNS = 30

test('the history of a chat that keeps its promises is found good, whatever the seed', async () => {
  const seeds = seededRandom('good histories')
  for (let run = 0; run < RUNS; run += 1) {
    const seed = seeds.integer(0, 2 ** 32)
    const verdict = await judgeRecords(modelRun(randomFrom(seed)))
    expect(foundIn(verdict), `seed ${seed}`).toEqual([])
    expect(brokenIn(verdict)).toEqual([])
    expect(verdict.isGood).toBe(true)
    const idle = verdict.invariants.filter(({ checked }) => checked === 0)
    expect(idle, 'each invariant has something to look at').toEqual([])
  }
})
