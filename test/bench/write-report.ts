// What stays of a run: results as JSON, a page with tables and plots, and, when asked for, the figures in the docs.

import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { replaceBlock } from '../report/marked-block.js'
import { reportPage } from '../report/page.js'
import { svgFile } from '../report/svg-file.js'
import { root } from '../support/root.js'
import { plotsOf } from './plots.js'
import { machinesOf, mediansOf, type Results } from './results.js'
import { figuresTable, goalsTable, markdownTable } from './tables.js'
import type { Workload } from './workload.js'

const DOC_COMMAND = 'npm run bench -- --write-docs'
const DOC = `${root}/docs/performance.md`

export async function writeReport(
  out: string,
  results: Results,
  workloads: readonly Workload[],
): Promise<void> {
  await mkdir(out, { recursive: true })
  await writeFile(join(out, 'bench.json'), `${JSON.stringify(results, null, 1)}\n`)
  const goals = goalsTable(results)
  const missed = goals.rows.filter(({ isBad }) => isBad).length
  const page = reportPage({
    title: 'Hubbub beside its peers',
    verdict: {
      text: results.isQuick
        ? 'Small sizes: that all works, not how fast it is'
        : `${missed} of ${goals.rows.length} goals not reached`,
      isGood: missed === 0 || results.isQuick,
    },
    sections: [
      { title: 'Medians', table: figuresTable(results) },
      { title: 'Goals', table: goals },
      { title: 'Rising load', plots: plotsOf(results).map(({ svg }) => svg) },
      { title: 'Method', text: workloads.map(({ name, method }) => `${name.toUpperCase()}: ${method}.`) },
      { title: 'Measured on', text: machinesOf(results) },
    ],
  })
  await writeFile(join(out, 'bench.html'), page)
}

/** The blocks of docs/performance.md, its pictures, and docs/performance.json, which others calculate with. */
export async function writeDocs(results: Results): Promise<void> {
  const plots = plotsOf(results)
  const measured = machinesOf(results).map(machine => `- ${machine}`)
  const blocks = {
    figures: markdownTable(figuresTable(results)),
    goals: markdownTable(goalsTable(results)),
    pictures: plots.map(({ file, title }) => `![${title}](images/${file}.svg)`).join('\n\n'),
    machine: `Measured, with medians over the rounds:\n\n${measured.join('\n')}`,
  }
  let text = await readFile(DOC, 'utf8')
  for (const [name, content] of Object.entries(blocks)) text = replaceBlock(text, `bench:${name}`, content)
  await writeFile(DOC, text)
  for (const { file, svg } of plots) await writeFile(`${root}/docs/images/${file}.svg`, svgFile(svg))
  const kept = { command: DOC_COMMAND, medians: mediansOf(results) }
  await writeFile(`${root}/docs/performance.json`, `${JSON.stringify(kept, null, 2)}\n`)
}
