import { expect, test } from 'vitest'
import { BadOption, parseOptions } from '../../bench/options.js'

test('everything is measured against everything unless less is asked for', () => {
  const all = parseOptions([])
  expect(all.workloads).toEqual(['m1', 'm2', 'm3', 'm4', 'm5'])
  expect(all.targets.map(({ name }) => name)).toEqual(['hubbub', 'textbook', 'bare-ws'])
  expect(all.rounds).toBe(3)

  const some = parseOptions(['--workload', 'm3,m2', '--target', 'textbook', '--quick'])
  expect(some.workloads).toEqual(['m2', 'm3'])
  expect(some.targets.map(({ name }) => name)).toEqual(['textbook'])
  expect(some.rounds).toBe(1)
})

test.each([
  [['--nope'], /Unknown option '--nope'/],
  [['--workload', 'm9'], /--workload knows m1, m2, m3, m4, m5, not "m9"/],
  [['--target', 'nginx'], /--target knows hubbub, textbook, bare-ws, not "nginx"/],
  [['--rounds', '0'], /--rounds must be 1 to 99, not "0"/],
  [['--write-docs', '--quick'], /--write-docs needs all targets in full size/],
])('%j is refused with a line that says why', (args, reason) => {
  expect(() => parseOptions(args)).toThrow(BadOption)
  expect(() => parseOptions(args)).toThrow(reason)
})
