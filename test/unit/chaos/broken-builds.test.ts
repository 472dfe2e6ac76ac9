import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { BROKEN_BUILDS, BROKEN_NAMES } from '../../chaos/broken/broken-builds.js'
import { root } from '../../support/root.js'
import { randomFrom, seededRandom } from '../../support/seeded-random.js'
import { judgeRecords } from './judge-records.js'
import { modelRun } from './model-run.js'

test.each(BROKEN_NAMES)('the broken build %s finds each of the lines that it spoils, once', async name => {
  for (const { file, find } of BROKEN_BUILDS[name].patches) {
    const built = await readFile(`${root}/apps/server/${file}`, 'utf8')
    expect([file, built.split(find).length - 1]).toEqual([file, 1])
  }
})

test('each promise that is judged is broken by one build, and the documentation names it', async () => {
  const { invariants } = await judgeRecords(modelRun(randomFrom(seededRandom('broken builds').seed)))
  const builds = BROKEN_NAMES.map(name => ({ name, ...BROKEN_BUILDS[name] }))
  expect(builds.map(({ guiltyOf }) => guiltyOf)).toEqual(invariants.map(({ id }) => id))
  const documented = await readFile(`${root}/docs/proof-checker.md`, 'utf8')
  for (const { name, guiltyOf, told, faults } of builds) {
    const meanwhile = faults.map(id => `\`${id}\``).join(', ') || 'nothing breaks'
    expect(documented).toContain(`| ${guiltyOf} | \`${name}\` | ${told} | ${meanwhile} |`)
  }
})
