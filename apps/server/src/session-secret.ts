// The secret that nobody has set. Leaf of config.ts.

import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Outside production the secret is made once and kept beside the data, so that sessions survive a restart. */
export function keptSecret(dataDir: string, fault: (line: string) => void): string {
  const path = join(dataDir, 'session-secret')
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    try {
      writeFileSync(path, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600 })
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
    const kept = readFileSync(path, 'utf8')
    if (Buffer.byteLength(kept) < 32) fault(`${path} is damaged: delete it (all users have to sign in again)`)
    return kept
  } catch (error) {
    fault(
      `DATA_DIR: cannot keep the session secret in ${path} (${error instanceof Error ? error.message : String(error)})`,
    )
    return ''
  }
}
