// Guests kept from one load test to the next, in a file that only its owner can read: who has it is these guests.

import { readFile, rename, writeFile } from 'node:fs/promises'
import { parseUserId } from '@hubbub/shared'
import { CannotRun } from './cannot-run.js'
import type { LoadAccount } from './generator-protocol.js'

/** @returns none when there is no file yet. @throws CannotRun when it is of another chat, or no such file */
export async function readAccountsFile(path: string, url: string): Promise<LoadAccount[]> {
  const text = await readFile(path, 'utf8').catch(error => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw new CannotRun(`${path} cannot be read: ${error instanceof Error ? error.message : error}`)
  })
  if (text === null) return []
  const kept = parse(text)
  if (kept === null) throw new CannotRun(`${path} holds no accounts of a load test`)
  if (kept.url !== url) throw new CannotRun(`${path} holds accounts of ${kept.url}, not of ${url}`)
  return kept.accounts
}

/**
 * The file is replaced whole, so that an interrupted write costs nobody the accounts.
 *
 * @throws CannotRun when it cannot be written
 */
export async function writeAccountsFile(
  path: string,
  url: string,
  accounts: readonly LoadAccount[],
): Promise<void> {
  const kept = accounts.map(({ account, cookie }) => ({ ...account, cookie }))
  const text = `${JSON.stringify({ url, accounts: kept }, null, 1)}\n`
  try {
    await writeFile(`${path}.new`, text, { mode: 0o600 })
    await rename(`${path}.new`, path)
  } catch (error) {
    throw new CannotRun(`${path} cannot be written: ${error instanceof Error ? error.message : error}`)
  }
}

function parse(text: string): { url: string; accounts: LoadAccount[] } | null {
  try {
    const { url, accounts } = JSON.parse(text) as { url?: unknown; accounts?: unknown }
    if (typeof url !== 'string' || !Array.isArray(accounts)) return null
    return { url, accounts: accounts.map(parseAccount) }
  } catch {
    return null
  }
}

/** @throws TypeError when it is no account */
function parseAccount(value: Record<string, unknown>): LoadAccount {
  const { userId, name, kind, cookie } = value
  if (typeof userId !== 'string' || typeof name !== 'string' || typeof cookie !== 'string')
    throw new TypeError('no account')
  const account = {
    userId: parseUserId(userId),
    name,
    kind: kind === 'registered' ? ('registered' as const) : ('guest' as const),
  }
  return { account, cookie, source: null, forwardedFor: null }
}
