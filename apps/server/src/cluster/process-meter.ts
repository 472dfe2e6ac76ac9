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
  let memory = process.memoryUsage()

  return function measure() {
    const at = now()
    const used = cpuSeconds()
    // Asked twice in a moment it would tell the load of that moment.
    if (at - before.at >= MEASURED_OVER_MS) {
      cpuShare = (used - before.cpuSeconds) / ((at - before.at) / 1_000)
      before = { at, cpuSeconds: used }
    }
    memory = memoryNow(memory)
    return { residentBytes: memory.rss, heapUsedBytes: memory.heapUsed, cpuSeconds: used, cpuShare }
  }
}

// Node reads it from a file, which fails when file descriptors have run out: then nobody must fall over a figure, and
// the one known last is told.
function memoryNow(lastKnown: NodeJS.MemoryUsage): NodeJS.MemoryUsage {
  try {
    return process.memoryUsage()
  } catch {
    return lastKnown
  }
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
