// @ts-check

/**
 * What /status tells, as far as it is shown. Another node may be of another version and lack some of it.
 *
 * @typedef {{ residentBytes?: number, cpuShare?: number }} Load
 * @typedef {Load & { notReadyBecause?: string | null, sockets?: number, roomsFollowed?: number }} Report
 * @typedef {{
 *   workerId: string, pid: number, state: string, since?: number, connections?: number, handoffs?: number,
 *   misroutes?: number, lagMs?: number, report?: Report | null
 * }} Worker
 * @typedef {{
 *   nodeId: string, pid: number, startedAt?: number, load?: Load, workers: readonly Worker[],
 *   routing?: Record<string, number>, supervision?: { crashes?: number }
 * }} Node
 */

const COLUMNS = [
  'NODE',
  'PROCESS',
  'PID',
  'STATE',
  'FOR',
  'CONNS',
  'SOCKETS',
  'ROOMS',
  'LAG ms',
  'MEM MB',
  'CPU %',
  'HANDOFFS',
  'MISROUTES',
]
/** Columns of words; the others hold numbers. */
const WORDS = new Set(['NODE', 'PROCESS', 'STATE'])

/**
 * @param {Node & { fellows?: readonly { ageMs: number, status: Node }[] }} status
 * @param {number} now Unix time in milliseconds
 * @returns {string}
 */
export function statusTable(status, now) {
  const nodes = [{ ageMs: 0, status }, ...(status.fellows ?? [])].sort((a, b) =>
    a.status.nodeId < b.status.nodeId ? -1 : 1,
  )
  const rows = nodes.flatMap(node => rowsOf(node.status, now))
  const widths = COLUMNS.map((name, column) =>
    Math.max(name.length, ...rows.map(row => (row[column] ?? '').length)),
  )
  const line = (/** @type {readonly string[]} */ cells) =>
    COLUMNS.map((name, column) => {
      const cell = cells[column] ?? ''
      return WORDS.has(name) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)
    })
      .join('  ')
      .trimEnd()
  return [line(COLUMNS), ...rows.map(line), '', ...nodes.map(summaryOf)].join('\n')
}

/**
 * @param {Node} node
 * @param {number} now
 * @returns {string[][]}
 */
function rowsOf(node, now) {
  const primary = [node.nodeId, 'primary', `${node.pid}`, 'up', lasting(node.startedAt, now), '', '', '', '']
  const rows = [[...primary, ...loadCells(node.load)]]
  for (const { workerId, pid, state, since, report, ...worker } of node.workers) {
    const shown = state === 'ready' && report?.notReadyBecause ? report.notReadyBecause : state
    rows.push([
      node.nodeId,
      `worker ${workerId}`,
      `${pid}`,
      shown,
      lasting(since, now),
      number(worker.connections),
      number(report?.sockets),
      number(report?.roomsFollowed),
      number(worker.lagMs),
      ...loadCells(report),
      number(worker.handoffs),
      number(worker.misroutes),
    ])
  }
  return rows
}

/** @param {{ ageMs: number, status: Node }} node */
function summaryOf({ ageMs, status }) {
  const { routing = {}, supervision = {}, nodeId } = status
  const counts = { ...routing, crashes: supervision.crashes ?? 0 }
  const facts = Object.entries(counts).map(([name, count]) => `${words(name)} ${count}`)
  const told = ageMs > 0 ? ` (told ${(ageMs / 1_000).toFixed(1)} s ago)` : ''
  return `${nodeId}${told}: ${facts.join(', ')}`
}

/** @param {string} name `likeThis` becomes `like this` */
function words(name) {
  return name.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
}

/** @param {Load | null | undefined} load */
function loadCells(load) {
  const { residentBytes, cpuShare } = load ?? {}
  return [
    number(residentBytes === undefined ? undefined : residentBytes / 1e6),
    number(cpuShare === undefined ? undefined : cpuShare * 100),
  ]
}

/** @param {number | undefined} value */
function number(value) {
  return value === undefined ? '-' : Math.round(value).toString()
}

/**
 * @param {number | undefined} since
 * @param {number} now
 */
function lasting(since, now) {
  if (since === undefined) return '-'
  const seconds = Math.max(0, Math.round((now - since) / 1_000))
  if (seconds < 120) return `${seconds} s`
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} d`
}
