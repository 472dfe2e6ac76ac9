import { expect, test, vi } from 'vitest'
import { eventually } from '../support/eventually.js'
import { seededRandom } from '../support/seeded-random.js'

test('eventually returns what the assertion returned once it no longer throws', async () => {
  let tries = 0
  const found = await eventually(() => {
    tries += 1
    if (tries < 3) throw new Error(`try ${tries}`)
    return 'found'
  })
  expect(found).toBe('found')
})

test('eventually rethrows the last failure, also when the last try never ends', async () => {
  let tries = 0
  const never = eventually(
    () => {
      tries += 1
      if (tries === 2) return new Promise(() => undefined)
      throw new Error('the first failure')
    },
    { withinMs: 100 },
  )
  await expect(never).rejects.toThrow('the first failure')
})

test('the same seed gives the same chances', () => {
  vi.stubEnv('SEED', '42')
  const draw = () => {
    const random = seededRandom('seeded-random test')
    return [random.seed, random.integer(1, 6), random.pick(['a', 'b', 'c']), random.shuffle([1, 2, 3, 4, 5])]
  }
  expect(draw()).toEqual(draw())
  vi.unstubAllEnvs()
})
