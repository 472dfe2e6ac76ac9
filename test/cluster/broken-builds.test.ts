import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { BROKEN_BUILDS } from '../chaos/broken/broken-builds.js'
import { root } from '../support/root.js'

const run = promisify(execFile)
const WITHIN_MS = 120_000
/** Time to say what a run that was ended had written. */
const TO_TELL_MS = 10_000

// One of them, as each takes half a minute; `npm run prove -- --broken all` tries every one.
test(
  'the proof finds the server guilty that does not read what was lost on a channel',
  async () => {
    const name = 'no-repair'
    const out = await mkdtemp(join(tmpdir(), 'hubbub-broken-'))
    try {
      const prove = [`${root}/test/dist/chaos/prove.js`, '--broken', name, '--out', out]
      const limits = { timeout: WITHIN_MS - TO_TELL_MS, maxBuffer: 2 ** 24 }
      const { stdout } = await run(process.execPath, prove, limits).catch(error => {
        throw new Error(`${error.message}\nWhat it wrote:\n${error.stdout}`)
      })
      expect(stdout).toContain(`${name}: found guilty of ${BROKEN_BUILDS[name].guiltyOf}`)
    } finally {
      await rm(out, { recursive: true, force: true })
    }
  },
  WITHIN_MS,
)
