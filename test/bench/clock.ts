// This machine's monotonic clock in microseconds: the same for all processes, so that one can tell how long ago another
// one meant to send.

const [seconds, nanoseconds] = process.hrtime()
const offsetUs = seconds * 1e6 + nanoseconds / 1e3 - performance.now() * 1e3

export function nowUs(): number {
  return performance.now() * 1e3 + offsetUs
}

export function sleepUntilUs(atUs: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, Math.max(0, (atUs - nowUs()) / 1e3)))
}
