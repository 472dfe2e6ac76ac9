import { expect } from 'vitest'
import { eventually } from './eventually.js'

/** Of what was said within one millisecond in two rooms nobody can tell which came first. */
export async function nextMillisecond(): Promise<void> {
  const now = Date.now()
  await eventually(() => expect(Date.now()).toBeGreaterThan(now))
}
