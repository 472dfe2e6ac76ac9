// The tables of a report, the same in the terminal, on the page and in the docs.

import type { ReportTable } from '../report/page.js'
import { FIGURE_ROWS, type FigureRow, GOALS, type Goal } from './figures.js'
import { medianOf, type Results, runsOf } from './results.js'

const NOT_MEASURED = '–'

/** Ours against the textbook first, then what stands behind it. */
export function figuresTable(results: Results): ReportTable {
  return {
    head: ['', 'hubbub : textbook', 'hubbub', 'textbook', 'bare ws'],
    rows: FIGURE_ROWS.filter(({ workload }) => runsOf(results, { workload }).length > 0).map(row => ({
      cells: [
        `${row.workload.toUpperCase()} ${row.name}`,
        ratioText(ratioOf(results, row)),
        ...(['hubbub', 'textbook', 'bare-ws'] as const).map(target =>
          numberText(medianOf(results, { workload: row.workload, target }, row.figure), row.digits),
        ),
      ],
    })),
  }
}

export function goalsTable(results: Results): ReportTable {
  return {
    head: ['', 'must', 'stretch', 'measured', ''],
    rows: GOALS.map(goal => {
      const measured = goal.isRatio
        ? ratioOf(results, goal)
        : medianOf(results, { workload: goal.workload, target: 'hubbub' }, goal.figure)
      const verdict = measured === null ? 'not measured' : verdictOf(goal, measured)
      const text = (value: number | null) => (goal.isRatio ? ratioText(value) : numberText(value, 1))
      const bound = goal.isHigherBetter ? '≥' : '≤'
      return {
        cells: [
          goal.name,
          `${bound} ${text(goal.must)}`,
          `${bound} ${text(goal.stretch)}`,
          text(measured),
          verdict,
        ],
        isBad: verdict === 'not reached',
      }
    }),
  }
}

/** For the terminal: columns side by side. */
export function plainTable({ head, rows }: ReportTable): string {
  const lines = [head, ...rows.map(({ cells }) => cells)]
  const widths = head.map((_, column) => Math.max(...lines.map(cells => cells[column]?.length ?? 0)))
  return lines
    .map(cells =>
      cells.map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      ),
    )
    .map(cells => cells.join('  ').trimEnd())
    .join('\n')
}

export function markdownTable({ head, rows }: ReportTable): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(({ cells }) => line(cells))].join('\n')
}

export function numberText(value: number | null, digits: number): string {
  if (value === null) return NOT_MEASURED
  return value.toLocaleString('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

function ratioOf(
  results: Results,
  { workload, figure }: Pick<FigureRow, 'workload' | 'figure'>,
): number | null {
  const ours = medianOf(results, { workload, target: 'hubbub' }, figure)
  const theirs = medianOf(results, { workload, target: 'textbook' }, figure)
  return ours === null || theirs === null || theirs <= 0 ? null : ours / theirs
}

function ratioText(ratio: number | null): string {
  return ratio === null ? NOT_MEASURED : `${numberText(ratio, 2)}×`
}

function verdictOf({ isHigherBetter, must, stretch }: Goal, measured: number): string {
  const reaches = (bound: number) => (isHigherBetter ? measured >= bound : measured <= bound)
  if (!reaches(must)) return 'not reached'
  return reaches(stretch) ? 'stretch reached' : 'reached'
}
