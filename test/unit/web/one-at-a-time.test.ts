import { expect, test } from 'vitest'
import { oneAtATime } from '../../../apps/web/src/features/cluster/one-at-a-time.js'

test('what is read every second is read once at a time, and again after a read that threw', async () => {
  const refusals: ((error: Error) => void)[] = []
  const read = oneAtATime(() => new Promise((_, reject) => refusals.push(reject)))
  const first = read()
  await read()
  expect(refusals).toHaveLength(1)
  refusals[0]?.(new Error('a bug'))
  await expect(first).rejects.toThrow('a bug')
  void read()
  expect(refusals).toHaveLength(2)
})
