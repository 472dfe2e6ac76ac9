// The report of a run: lines for the terminal, and a page that can be kept.

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { barPlot } from '../../report/bar-plot.js'
import { linePlot } from '../../report/line-plot.js'
import { type ReportSection, type ReportTile, reportPage } from '../../report/page.js'
import type { Verdict } from '../checker/verdict.js'
import { figureRows, outcomeOf, titleOf, tolls, verdictText } from './summary.js'
import { terminalLines } from './terminal-lines.js'
import { allowed, lasted, measuredText, milliseconds, spread, startedAt, whole } from './texts.js'

export async function writeReport(dir: string, verdict: Verdict): Promise<{ html: string; lines: string[] }> {
  const html = join(dir, 'report.html')
  await writeFile(html, pageOf(verdict))
  return { html, lines: terminalLines(verdict) }
}

function pageOf(verdict: Verdict): string {
  return reportPage({
    title: `Proof of delivery · ${titleOf(verdict)}`,
    verdict: { text: verdictText(verdict), isGood: verdict.isGood },
    tiles: tiles(verdict),
    sections: [
      promises(verdict),
      ...violations(verdict),
      timeLine(verdict),
      faults(verdict),
      {
        title: 'Figures',
        table: { head: ['', ''], rows: figureRows(verdict.figures).map(row => ({ cells: row })) },
      },
      ...skipped(verdict),
    ],
  })
}

function tiles(verdict: Verdict): ReportTile[] {
  const { lost, doubled, reordered, gaps } = tolls(verdict)
  const { figures } = verdict
  const slowest = figures.faults.reduce((most, { readers }) => Math.max(most, readers.p99), 0)
  const toll = (count: number, label: string) => ({ value: whole(count), label, isBad: count > 0 })
  return [
    { value: whole(figures.deliveries), label: 'deliveries' },
    toll(lost, 'acked messages lost'),
    toll(doubled, 'doubled'),
    toll(reordered, 'reordered'),
    toll(gaps, 'silent gaps'),
    { value: String(figures.faults.length), label: figures.faults.length === 1 ? 'fault' : 'faults' },
    { value: milliseconds(slowest), label: 'caught up, p99 of the worst fault' },
  ]
}

function promises({ invariants }: Verdict): ReportSection {
  return {
    title: 'Promises',
    table: {
      head: ['', 'Promise', 'Looked at', 'Outcome'],
      rows: invariants.map(result => ({
        cells: [result.id, result.title, `${whole(result.checked)} ${result.unit}`, outcomeOf(result)],
        isBad: result.broken > 0,
      })),
    },
  }
}

function violations({ invariants }: Verdict): ReportSection[] {
  const quotes = invariants.flatMap(({ id, violations: found }) =>
    found.map(({ told, where, lines }) => ({
      about: `${id}  ${told}${where === null ? '' : ` Lost in: ${where}.`}`,
      lines: lines.map(({ file, line, text }) => `${file}:${line}  ${text}`),
    })),
  )
  return quotes.length === 0 ? [] : [{ title: 'What was broken, and the lines that show it', quotes }]
}

function timeLine({ figures }: Verdict): ReportSection {
  const seconds = figures.deliveriesPerSecond.length
  const bands = figures.faults.map(({ name, beginMs, healMs }) => ({
    name,
    from: beginMs / 1_000,
    to: (healMs ?? figures.durationMs) / 1_000,
  }))
  const perSecond = (counts: readonly number[]) => counts.map((count, second) => [second, count] as const)
  const plot = (title: string, name: string, counts: readonly number[]) =>
    linePlot({ title, unit: '/s', lines: [{ name, points: perSecond(counts) }], bands })
  return {
    title: 'What happened when',
    plots: [
      ...(bands.length === 0
        ? []
        : [barPlot({ title: 'Faults', bars: bands, to: Math.max(1, seconds - 1) })]),
      plot('Entries delivered', 'deliveries', figures.deliveriesPerSecond),
      plot('Messages acked', 'acks', figures.acksPerSecond),
    ],
  }
}

function faults({ figures }: Verdict): ReportSection {
  return {
    title: 'Faults, and how long until all was well again',
    text: [
      'Of readers and writers only those that fell behind are counted. “Late acks” are of sends that waited longer than half a second.',
    ],
    table: {
      head: [
        'Fault',
        'At',
        'Lasted',
        'Readers behind',
        'p50',
        'p99',
        'Longest',
        'Late acks',
        'Longest',
        'Allowed',
        'Measured',
      ],
      rows: figures.faults.map(fault => {
        const [late = '', , , slowest = ''] = spread(fault.sends)
        return {
          cells: [
            [fault.name, fault.told].filter(Boolean).join('; '),
            ...[startedAt(fault), lasted(fault)],
            ...spread(fault.readers),
            ...[late, slowest, allowed(fault), measuredText(fault)],
          ],
          isBad: Math.max(fault.readers.max, fault.sends.max) > fault.withinMs,
        }
      }),
    },
  }
}

function skipped({ figures }: Verdict): ReportSection[] {
  if (figures.skipped.length === 0) return []
  const rows = figures.skipped.map(({ name, why }) => ({ cells: [name, why] }))
  return [{ title: 'Faults that this machine cannot have', table: { head: ['Fault', 'Why'], rows } }]
}
