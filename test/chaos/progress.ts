// What is going on, for the person at the terminal: one line that is written over, or, where that cannot be, one line now
// and then.

import type { Crew } from './workload/start-crew.js'

const EVERY_MS = 1_000
const LINES_EVERY = 10

export interface Progress {
  /** What the line begins with from now on. */
  doing(what: string): void
  /** A line that stays. */
  say(line: string): void
  stop(): void
}

export function startProgress(crews: () => readonly Crew[]): Progress {
  const isTerminal = process.stdout.isTTY
  const startedAt = performance.now()
  let what = 'starting'
  let ticks = 0
  let before = { sends: 0, deliveries: 0 }
  const timer = setInterval(tick, EVERY_MS)

  function tick(): void {
    ticks += 1
    const now = total(crews())
    const perS = (name: 'sends' | 'deliveries') => Math.round((now[name] - before[name]) / (EVERY_MS / 1_000))
    const line = [
      clock(performance.now() - startedAt),
      what,
      `${now.connected} connected`,
      `${perS('sends')} sends/s`,
      `${perS('deliveries')} deliveries/s`,
      `${now.deliveries.toLocaleString('en')} in all`,
      `${now.suspicious} violations seen so far`,
    ].join('  ')
    before = now
    if (isTerminal) process.stdout.write(`\r\x1b[2K${line.slice(0, process.stdout.columns - 1)}`)
    else if (ticks % LINES_EVERY === 0) console.log(line)
  }

  return {
    doing(next) {
      what = next
    },
    say(line) {
      if (isTerminal) process.stdout.write('\r\x1b[2K')
      console.log(`${clock(performance.now() - startedAt)}  ${line}`)
    },
    stop() {
      clearInterval(timer)
      if (isTerminal) process.stdout.write('\r\x1b[2K')
    },
  }
}

/** Of all processes of the workload. */
export function total(crews: readonly Crew[]) {
  const sum = { connected: 0, sends: 0, acks: 0, deliveries: 0, suspicious: 0 }
  for (const crew of crews) {
    const { sends, acks, deliveries, suspicious } = crew.counts()
    sum.connected += crew.connected()
    sum.sends += sends
    sum.acks += acks
    sum.deliveries += deliveries
    sum.suspicious += suspicious
  }
  return sum
}

function clock(ms: number): string {
  const seconds = Math.floor(ms / 1_000)
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`
}
