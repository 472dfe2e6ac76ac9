import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkHistory } from '../../chaos/checker/check-history.js'
import type { InvariantId, Verdict } from '../../chaos/checker/verdict.js'
import type { HistoryRecord } from '../../chaos/history.js'

/** The checker's verdict on records, written as a run would write them: a file per process. */
export async function judgeRecords(records: readonly HistoryRecord[], more = ''): Promise<Verdict> {
  const dir = await mkdtemp(join(tmpdir(), 'hubbub-history-'))
  try {
    const files = new Map<string, string>()
    for (const record of records) {
      files.set(record.process, `${files.get(record.process) ?? ''}${JSON.stringify(record)}\n`)
    }
    for (const [name, text] of files) await writeFile(join(dir, `${name}.ndjson`), text)
    if (more !== '') await writeFile(join(dir, 'more.ndjson'), more)
    return await checkHistory(dir)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

export function brokenIn({ invariants }: Verdict): InvariantId[] {
  return invariants.filter(({ broken }) => broken > 0).map(({ id }) => id)
}

/** All that was found, for the message of a failed test. */
export function foundIn({ invariants, unusable }: Verdict): string[] {
  return [
    ...unusable,
    ...invariants.flatMap(({ id, violations }) => violations.map(({ told }) => `${id} ${told}`)),
  ]
}
