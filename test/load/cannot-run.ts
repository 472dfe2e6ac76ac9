/** The load test cannot be run, and why, in one line. */
export class CannotRun extends Error {
  override readonly name = 'CannotRun'
}
