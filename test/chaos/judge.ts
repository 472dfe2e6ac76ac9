// Where the run is handed to those who judge it: they see the folder of histories and nothing else.

import { checkHistory } from './checker/check-history.js'
import type { Verdict } from './checker/verdict.js'
import { writeReport } from './report/write-report.js'

export interface Judged {
  verdict: Verdict
  lines: readonly string[]
}

export async function judge(dir: string): Promise<Judged> {
  const verdict = await checkHistory(dir)
  const { html, lines } = await writeReport(dir, verdict)
  return { verdict, lines: [...lines, `report: ${html}`] }
}
