import { expect, test } from 'vitest'
import { createBackoff } from '../../../apps/server/src/cluster/backoff.js'

const EVEN = () => 0.5

test('the first crash costs no wait, then waits double from 0.1 s to 10 s', () => {
  const backoff = createBackoff(EVEN)
  const waits = Array.from({ length: 10 }, () => backoff.afterCrash(200))
  expect(waits).toEqual([0, 100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000])
})

test('a worker that lived for a minute begins a new count', () => {
  const backoff = createBackoff(EVEN)
  for (let crash = 0; crash < 6; crash += 1) backoff.afterCrash(200)
  expect(backoff.afterCrash(60_000)).toBe(0)
  expect(backoff.afterCrash(200)).toBe(100)
})

test('waits of several workers are spread by a quarter', () => {
  for (const [random, wait] of [
    [0, 75],
    [0.999, 125],
  ] as const) {
    const backoff = createBackoff(() => random)
    backoff.afterCrash(200)
    expect(backoff.afterCrash(200)).toBe(wait)
  }
})
