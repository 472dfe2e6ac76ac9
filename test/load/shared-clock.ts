const offsetMs = Number(process.hrtime.bigint()) / 1e6 - performance.now()

/** Milliseconds of the monotonic clock that all processes of this machine share. */
export function sharedNow(): number {
  return performance.now() + offsetMs
}
