import { expect, test } from 'vitest'
import { disturbedRuns, medianOf, type Results, type Run } from '../../bench/results.js'
import { figuresTable, goalsTable } from '../../bench/tables.js'
import { replaceBlock } from '../../report/marked-block.js'

const machine = {
  processor: 'p',
  cores: 2,
  memoryGib: 4,
  system: 's',
  node: 'n',
  redis: 'r',
  nginx: 'x',
  commit: 'c',
}

function run(of: Pick<Run, 'workload' | 'target' | 'figures'>, round: number): Run {
  return { ...of, round, tried: [], at: '2026-01-01T00:00:00Z', machine }
}

const results: Results = {
  isQuick: false,
  runs: [
    ...[30, 10, 20].map((cpuUsPerDelivery, round) =>
      run(
        {
          workload: 'm2',
          target: 'textbook',
          figures: { cpuUsPerDelivery, connects: 5_000, firstFramesLost: 1 },
        },
        round,
      ),
    ),
    ...[8, 12].map((cpuUsPerDelivery, round) =>
      run(
        {
          workload: 'm2',
          target: 'hubbub',
          figures: { cpuUsPerDelivery, connects: 5_000, firstFramesLost: 0 },
        },
        round,
      ),
    ),
    run({ workload: 'm4', target: 'hubbub', figures: { cpuUsPerDelivery: 25 } }, 1),
  ],
}

test('figures are medians over the rounds, and ratios are those of the medians', () => {
  expect(medianOf(results, { workload: 'm2', target: 'textbook' }, 'cpuUsPerDelivery')).toBe(20)
  expect(medianOf(results, { workload: 'm2', target: 'hubbub' }, 'cpuUsPerDelivery')).toBe(10)
  const [row] = figuresTable(results).rows
  expect(row?.cells.slice(1)).toEqual(['0.50×', '10.0', '20.0', '–'])
})

test('lost first frames are counted over all connects, and what nginx adds is told apart', () => {
  expect(medianOf(results, { workload: 'm1', target: 'textbook' }, 'firstFramesLostPer10k')).toBe(2)
  expect(medianOf(results, { workload: 'm4', target: 'hubbub' }, 'addedCpuUsPerDelivery')).toBe(15)
})

test('a goal that was not measured is not called reached', () => {
  const verdicts = goalsTable(results).rows.map(({ cells }) => [cells[0], cells[4]])
  expect(verdicts).toContainEqual(['M2 at 20,000/s: CPU per delivery', 'stretch reached'])
  expect(verdicts).toContainEqual(['M3: most messages/s, log on', 'not measured'])
})

test('a round in which the generator itself was late is named', () => {
  const late = [2, 236].map((generatorLateP99Ms, round) =>
    run({ workload: 'm2', target: 'bare-ws', figures: { generatorLateP99Ms } }, round),
  )
  expect(disturbedRuns({ isQuick: false, runs: late })).toEqual(['m2 round 1 bare-ws (236 ms late)'])
})

test('only what stands between the marks of a document is replaced', () => {
  const before = 'a\n<!-- x -->\nold\n<!-- /x -->\nb\n'
  expect(replaceBlock(before, 'x', 'new')).toBe('a\n<!-- x -->\n\nnew\n\n<!-- /x -->\nb\n')
  expect(() => replaceBlock(before, 'y', 'new')).toThrow('there is no block <!-- y -->')
})
