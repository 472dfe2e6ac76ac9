import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Verdict } from '../../chaos/checker/verdict.js'
import { comparisonLines } from '../../chaos/report/compare.js'
import { writeReport } from '../../chaos/report/write-report.js'
import { randomFrom } from '../../support/seeded-random.js'
import { judgeRecords } from './judge-records.js'
import { modelRun } from './model-run.js'
import { liveShows, without } from './spoil.js'

const good = () => judgeRecords(modelRun(randomFrom(1)))

async function bad(): Promise<Verdict> {
  const records = modelRun(randomFrom(1))
  return judgeRecords(without(records, randomFrom(2).pick(liveShows(records, 'reader-1').slice(0, -6))))
}

async function reportOf(verdict: Verdict): Promise<{ page: string; lines: string }> {
  const dir = await mkdtemp(join(tmpdir(), 'hubbub-report-'))
  try {
    const { html, lines } = await writeReport(dir, verdict)
    return { page: await readFile(html, 'utf8'), lines: lines.join('\n') }
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

test('the report of a good run says so, with its seed and its length', async () => {
  const { page, lines } = await reportOf(await good())
  for (const text of [page, lines]) {
    expect(text).toContain('All promises held through 1 fault.')
    expect(text).toContain('seed 1, profile model, 34 s')
    expect(text).toContain('a worker is killed')
  }
})

test('the report of a bad run names the promise and shows the lines', async () => {
  const { page, lines } = await reportOf(await bad())
  for (const text of [page, lines]) {
    expect(text).toContain('Promises broken: I1, I5.')
    expect(text).toMatch(/readers\.ndjson:\d+/)
  }
})

test('the page needs nothing but itself', async () => {
  const { page } = await reportOf(await bad())
  expect(page).not.toMatch(/https?:|<script|<link|url\(/)
})

test('two verdicts stand side by side, promise by promise', async () => {
  const lines = comparisonLines(await good(), await bad())
  expect(lines.find(line => line.startsWith('I5'))).toMatch(/held \([\d,]+ entries shown\) +broken 1 time/)
})
