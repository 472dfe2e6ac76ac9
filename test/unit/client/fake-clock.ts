import type { Clock } from '../../../packages/client/src/clock.js'

export interface FakeClock extends Clock {
  /** Lets `ms` milliseconds pass: runs what falls due, in order, each with all that follows from it at once. */
  advance(ms: number): Promise<void>
}

export function createFakeClock(startAt = Date.UTC(2025, 0, 1)): FakeClock {
  let now = startAt
  const tasks = new Set<{ at: number; run: () => void }>()

  const nextDue = (until: number) =>
    [...tasks].filter(task => task.at <= until).sort((a, b) => a.at - b.at)[0]

  return {
    now: () => now,
    after(ms, run) {
      const task = { at: now + ms, run }
      tasks.add(task)
      return () => void tasks.delete(task)
    },
    async advance(ms) {
      const until = now + ms
      await settled()
      for (let task = nextDue(until); task; task = nextDue(until)) {
        now = Math.max(now, task.at)
        tasks.delete(task)
        task.run()
        await settled()
      }
      now = until
    },
  }
}

/** Everything that waits only for promises has run. */
export function settled(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}
