import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { BROKEN_BUILDS, BROKEN_NAMES } from '../../chaos/broken/broken-builds.js'
import { root } from '../../support/root.js'

test.each(BROKEN_NAMES)('the broken build %s finds each of the lines that it spoils, once', async name => {
  for (const { file, find } of BROKEN_BUILDS[name].patches) {
    const built = await readFile(`${root}/apps/server/${file}`, 'utf8')
    expect([file, built.split(find).length - 1]).toEqual([file, 1])
  }
})
