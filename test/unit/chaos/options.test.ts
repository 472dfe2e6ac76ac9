import { expect, test } from 'vitest'
import { FAULTS } from '../../chaos/faults/all.js'
import { faultsOf, type Options, readOptions, repeatWith, WrongOptions } from '../../chaos/options.js'

function read(...args: string[]): Options {
  const options = readOptions(args, '/somewhere')
  if (typeof options === 'string') throw new Error(`only ${options} was asked for`)
  return options
}

test('without a word the proof has the worst eight faults and a seed of its own', () => {
  const options = read()
  expect(options).toMatchObject({ profile: 'normal', soakMs: null, hasBaseline: false, out: '/somewhere' })
  expect(faultsOf(options)).toHaveLength(8)
})

test('the full proof has every fault there is, each under a name of its own', () => {
  expect(faultsOf(read('--full'))).toEqual(FAULTS)
  expect(new Set(FAULTS.map(({ id }) => id)).size).toBe(FAULTS.length)
})

test('chosen faults come in the order in which they were named', () => {
  const ids = faultsOf(read('--faults', 'redis-kill,worker-kill')).map(({ id }) => id)
  expect(ids).toEqual(['redis-kill', 'worker-kill'])
})

test.each([
  [['--soak', '8h'], { profile: 'soak', soakMs: 8 * 3_600_000 }],
  [['--soak', '90m'], { profile: 'soak', soakMs: 90 * 60_000 }],
  [['--short', '--seed', '7'], { profile: 'short', seed: 7 }],
  [['--baseline', '--out', '/tmp/x'], { hasBaseline: true, out: '/tmp/x' }],
] as const)('%j is understood', (args, expected) => {
  expect(read(...args)).toMatchObject(expected)
})

test.each([
  [['--sort'], /sort/],
  [['now'], /"now"/],
  [['--short', '--full'], /exclude/],
  [['--seed', '-1'], /--seed/],
  [['--seed=x'], /"x"/],
  [['--soak', '8 hours'], /90m or 8h/],
  [['--soak', '0h'], /--soak/],
  [['--faults', 'rain'], /"rain"/],
  [['--faults', ''], /names/],
  [['--broken', 'all-of-it'], /all-of-it/],
])('%j is refused in one line', (args, line) => {
  expect(() => readOptions(args, '/somewhere')).toThrow(WrongOptions)
  expect(() => readOptions(args, '/somewhere')).toThrow(line)
  try {
    readOptions(args, '/somewhere')
  } catch (error) {
    expect(String(error)).not.toContain('\n')
  }
})

test('a run tells how to have it again', () => {
  const options = read('--short', '--seed', '7', '--faults', 'redis-kill,worker-kill')
  expect(repeatWith(options)).toBe('--seed 7 --short --faults redis-kill,worker-kill')
  expect(read(...repeatWith(options).split(' '))).toEqual(options)
})
