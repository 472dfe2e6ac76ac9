// The report as lines for a terminal.

import type { Verdict } from '../checker/verdict.js'
import { figureRows, outcomeOf, titleOf, verdictText } from './summary.js'
import { allowed, columns, lasted, measuredText, milliseconds, spread, whole } from './texts.js'

const VIOLATIONS_SHOWN = 3
const LINES_SHOWN = 6
const WIDTH = 160

export function terminalLines(verdict: Verdict): string[] {
  const { invariants, figures } = verdict
  const promises = invariants.map(each => [
    each.id,
    each.title,
    `${whole(each.checked)} ${each.unit}`,
    outcomeOf(each),
  ])
  return [
    '',
    titleOf(verdict),
    '',
    ...columns([['', 'Promise', 'Looked at', 'Outcome'], ...promises]),
    '',
    ...faultLines(verdict),
    ...columns(figureRows(figures)),
    ...figures.skipped.map(({ name, why }) => `Not possible here: ${name} (${why})`),
    ...violationLines(verdict),
    '',
    verdictText(verdict),
  ]
}

function faultLines({ figures }: Verdict): string[] {
  if (figures.faults.length === 0) return []
  const rows = figures.faults.map(fault => [
    fault.name,
    lasted(fault),
    ...spread(fault.readers),
    milliseconds(fault.sends.max),
    allowed(fault),
    measuredText(fault),
  ])
  const head = ['Fault', 'Lasted', 'Behind', 'p50', 'p99', 'Longest', 'Latest ack', 'Allowed', 'Measured']
  return [...columns([head, ...rows]), '']
}

function violationLines({ invariants }: Verdict): string[] {
  return invariants
    .filter(({ broken }) => broken > 0)
    .flatMap(({ id, violations, broken }) => [
      '',
      ...violations
        .slice(0, VIOLATIONS_SHOWN)
        .flatMap(({ told, where, lines }) => [
          `${id}  ${told}${where === null ? '' : ` Lost in: ${where}.`}`,
          ...lines
            .slice(0, LINES_SHOWN)
            .map(({ file, line, text }) => `      ${file}:${line}  ${text}`.slice(0, WIDTH)),
        ]),
      ...(broken > VIOLATIONS_SHOWN ? [`${id}  … ${whole(broken - VIOLATIONS_SHOWN)} more`] : []),
    ])
}
