import { expect, test, vi } from 'vitest'
import { inTime } from '../../apps/server/src/in-time.js'

const tooLate = () => new Error('too late')
const never = new Promise<never>(() => undefined)

test('work that ends in time is what it comes to, a failure included, and no timer is left', async () => {
  vi.useFakeTimers()
  try {
    expect(await inTime(Promise.resolve(4), 1_000, tooLate)).toBe(4)
    await expect(inTime(Promise.reject(new Error('broken')), 1_000, tooLate)).rejects.toThrow('broken')
    expect(vi.getTimerCount()).toBe(0)
  } finally {
    vi.useRealTimers()
  }
})

test('work that takes too long fails as the caller says', async () => {
  await expect(inTime(never, 1, tooLate)).rejects.toThrow('too late')
})
