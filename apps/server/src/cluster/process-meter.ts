export interface ProcessLoad {
  residentBytes: number
  heapUsedBytes: number
  /** Processor time since the process began. */
  cpuSeconds: number
  /** Share of one processor over the last second or more: 1 is one core at work all the time. */
  cpuShare: number
}

const MEASURED_OVER_MS = 1_000

/** @param now milliseconds of a clock that only goes forward */
export function createProcessMeter(now: () => number): () => ProcessLoad {
  let before = { at: now(), cpuSeconds: cpuSeconds() }
  let cpuShare = 0

  return function measure() {
    const at = now()
    const used = cpuSeconds()
    // Asked twice in a moment it would tell the load of that moment.
    if (at - before.at >= MEASURED_OVER_MS) {
      cpuShare = (used - before.cpuSeconds) / ((at - before.at) / 1_000)
      before = { at, cpuSeconds: used }
    }
    const { rss, heapUsed } = process.memoryUsage()
    return { residentBytes: rss, heapUsedBytes: heapUsed, cpuSeconds: used, cpuShare }
  }
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
