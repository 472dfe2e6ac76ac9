import { describe, expect, test } from 'vitest'
import { randomFrom, seededRandom } from '../../support/seeded-random.js'
import { brokenIn, foundIn, judgeRecords } from './judge-records.js'
import { modelRun } from './model-run.js'
import { MUTATIONS } from './mutations.js'

const SEEDS = 4

describe('the checker notices when', () => {
  test.each(MUTATIONS)('$name ($caughtBy)', async ({ name, caughtBy, apply }) => {
    const seeds = seededRandom(name)
    for (let run = 0; run < SEEDS; run += 1) {
      const seed = seeds.integer(0, 2 ** 32)
      const random = randomFrom(seed)
      const verdict = await judgeRecords(apply(modelRun(random), random))
      expect(brokenIn(verdict), `seed ${seed}: ${foundIn(verdict).join('\n')}`).toContain(caughtBy)
      expect(verdict.isGood).toBe(false)
    }
  })
})
