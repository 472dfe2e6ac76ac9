import { describe, expect, test } from 'vitest'
import { randomFrom, seededRandom } from '../../support/seeded-random.js'
import { brokenIn, foundIn, judgeRecords } from './judge-records.js'
import { modelRun } from './model-run.js'
import { SPOILT_CHANGES } from './spoilt-changes.js'
import { SPOILT_LOGS } from './spoilt-logs.js'
import { SPOILT_REACTIONS } from './spoilt-reactions.js'
import { SPOILT_RESTRICTIONS } from './spoilt-restrictions.js'
import { SPOILT_SCREENS } from './spoilt-screens.js'
import { SPOILT_STANDINGS } from './spoilt-standings.js'
import { SPOILT_TIMES } from './spoilt-times.js'

const SEEDS = 2

describe('the checker notices when', () => {
  test.each([
    ...SPOILT_LOGS,
    ...SPOILT_CHANGES,
    ...SPOILT_REACTIONS,
    ...SPOILT_STANDINGS,
    ...SPOILT_RESTRICTIONS,
    ...SPOILT_SCREENS,
    ...SPOILT_TIMES,
  ])('$name ($caughtBy)', async ({ name, caughtBy, apply }) => {
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
