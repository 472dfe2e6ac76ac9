// I12 Healthy processes: no unhandled error in any log, no primary that was replaced without a fault, and memory and open
// files at the end as they were before the first fault.

import type { ServerRecord } from '../history.js'
import type { Facts } from './facts.js'
import { type Judge, type Judgement, judge } from './finding.js'
import type { Place } from './read-history.js'

/** A tenth more, and as much again as a process that has just started may still grow by. */
const GROWTH = 1.1
const FREE_BYTES = 64 * 2 ** 20
const FREE_FILES = 32

interface Sample {
  record: ServerRecord
  place: Place
}

export function checkProcesses(facts: Facts): Judgement {
  const found = judge('I12', 'Processes stay healthy', 'looks at processes')
  found.checked(facts.servers.length)
  for (const { record, place } of facts.servers) {
    for (const error of record.errors) {
      found.broken({
        told: `${record.role} ${record.pid} of ${record.node} logged: ${error}`,
        places: [place],
      })
    }
  }
  checkPrimaries(facts, found)
  checkLeaks(facts, found)
  return found.done()
}

function checkPrimaries({ servers, faultTimes }: Facts, found: Judge): void {
  const last = new Map<string, Sample>()
  for (const sample of servers) {
    const { role, node, pid, at } = sample.record
    if (role !== 'primary') continue
    const before = last.get(node)
    last.set(node, sample)
    if (before === undefined || before.record.pid === pid) continue
    const since = before.record.at
    const isByFault = faultTimes.faults.some(
      ({ mayEndPrimary, beginAt, healAt }) =>
        mayEndPrimary && beginAt <= at && (healAt === null || healAt >= since),
    )
    if (isByFault) continue
    found.broken({
      told: `The primary of ${node} became process ${pid} in place of ${before.record.pid}.`,
      places: [before.place, sample.place],
    })
  }
}

function checkLeaks({ servers, faultTimes, phases }: Facts, found: Judge): void {
  const firstFaultAt = faultTimes.faults[0]?.beginAt ?? phases.get('quiet') ?? Number.POSITIVE_INFINITY
  const before = servers.filter(({ record }) => record.at <= firstFaultAt)
  for (const sample of lastOfEach(servers)) {
    const { role, node, pid, at } = sample.record
    if (at <= (phases.get('quiet') ?? Number.POSITIVE_INFINITY)) continue
    const alike = before.filter(({ record }) => record.role === role && record.node === node)
    if (alike.length === 0) continue
    const bytes = Math.max(...alike.map(({ record }) => record.residentBytes))
    const files = Math.max(...alike.map(({ record }) => record.openFiles))
    const who = `${role} ${pid} of ${node}`
    // Redis keeps all that was written, and so grows with it.
    if (role !== 'redis' && sample.record.residentBytes > bytes * GROWTH + FREE_BYTES) {
      const told = `${who} ended with ${mib(sample.record.residentBytes)} MiB; before the first fault it was ${mib(bytes)} MiB.`
      found.broken({ told, places: [sample.place] })
    }
    if (sample.record.openFiles > files * GROWTH + FREE_FILES) {
      const told = `${who} ended with ${sample.record.openFiles} open files; before the first fault it was ${files}.`
      found.broken({ told, places: [sample.place] })
    }
  }
}

function lastOfEach(servers: readonly Sample[]): Iterable<Sample> {
  return new Map(
    servers.map(sample => [`${sample.record.role} ${sample.record.node} ${sample.record.pid}`, sample]),
  ).values()
}

function mib(bytes: number): number {
  return Math.round(bytes / 2 ** 20)
}
