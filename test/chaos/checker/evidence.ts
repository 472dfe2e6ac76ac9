// The lines of history that show what was found, read in a second pass, since only then is it known which ones matter.

import type { HistoryRecord } from '../history.js'
import type { Finding, Judgement } from './finding.js'
import { fileAndLine, type Place, readHistory } from './read-history.js'
import type { EvidenceLine, InvariantResult, Violation } from './verdict.js'

const LINES_MAX = 8
const TEXT_MAX = 400

interface Sought {
  finding: Finding
  lines: { place: Place; text: string; isSure: boolean }[]
}

export async function withEvidence(
  dir: string,
  judgements: readonly Judgement[],
): Promise<readonly InvariantResult[]> {
  const sought = judgements.flatMap(({ findings }) =>
    findings.map((finding): Sought => ({ finding, lines: [] })),
  )
  const files = sought.length === 0 ? [] : await findLines(dir, sought)
  const found = new Map(sought.map(each => [each.finding, each]))
  return judgements.map(({ findings, ...judgement }) => ({
    ...judgement,
    violations: findings.map(finding => violation(finding, found.get(finding)?.lines ?? [], files)),
  }))
}

async function findLines(dir: string, sought: readonly Sought[]): Promise<readonly string[]> {
  const byPlace = new Map<Place, Sought[]>()
  const byAbout = new Map<string, Sought[]>()
  for (const each of sought) {
    const { about, places = [] } = each.finding
    for (const place of places) add(byPlace, place, each)
    if (about === undefined) continue
    if (about.seq > 0) add(byAbout, `${about.room}\n${about.seq}`, each)
    if (typeof about.key === 'string') add(byAbout, about.key, each)
  }
  const { files } = await readHistory(dir, (record, place, text) => {
    for (const each of byPlace.get(place) ?? []) keep(each, place, text, true)
    for (const name of namesOf(record)) {
      for (const each of byAbout.get(name) ?? []) {
        if (isTelling(record, each.finding)) keep(each, place, text, false)
      }
    }
  })
  return files
}

function add<Name>(map: Map<Name, Sought[]>, name: Name, sought: Sought): void {
  const known = map.get(name) ?? []
  map.set(name, known)
  known.push(sought)
}

function namesOf(record: HistoryRecord): string[] {
  const key = 'key' in record && typeof record.key === 'string' ? [record.key] : []
  return 'room' in record && 'seq' in record ? [`${record.room}\n${record.seq}`, ...key] : key
}

/** What one reader saw is shown by its own lines; what was written and what stands in the log, always. */
function isTelling(record: HistoryRecord, { about }: Finding): boolean {
  if (record.f === 'send' || record.f === 'truth') return true
  return about?.client === undefined || record.client === about.client
}

function keep({ lines }: Sought, place: Place, text: string, isSure: boolean): void {
  if (lines.some(line => line.place === place) || (!isSure && lines.length >= LINES_MAX)) return
  lines.push({ place, isSure, text: text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text })
}

function violation(
  { told, about, where }: Finding,
  lines: Sought['lines'],
  files: readonly string[],
): Violation {
  // The lines in question first, then what else is told of the entry.
  const inOrder = lines.toSorted((a, b) => Number(b.isSure) - Number(a.isSure))
  const evidence = inOrder.map(({ place, text }): EvidenceLine => {
    const { file, line } = fileAndLine(place)
    return { file: files[file] ?? '', line, text }
  })
  const entry =
    about && about.seq > 0
      ? { room: about.room, epoch: about.epoch, seq: about.seq, key: about.key ?? null }
      : null
  return { told, entry, where: where ?? null, lines: evidence }
}
