import { expect, test } from 'vitest'
import { readRestriction } from '../../chaos/bodies.js'
import type { HistoryRecord } from '../../chaos/history.js'
import { randomFrom, seededRandom } from '../../support/seeded-random.js'
import { brokenIn, foundIn, judgeRecords } from './judge-records.js'
import { FAULT_AT, modelRun, QUIET_AT } from './model-run.js'

const RUNS = 30

test('the history of a chat that keeps its promises is found good, whatever the seed', async () => {
  const seeds = seededRandom('good histories')
  for (let run = 0; run < RUNS; run += 1) {
    const seed = seeds.integer(0, 2 ** 32)
    const verdict = await judgeRecords(modelRun(randomFrom(seed)))
    expect(foundIn(verdict), `seed ${seed}`).toEqual([])
    expect(brokenIn(verdict)).toEqual([])
    expect(verdict.isGood).toBe(true)
    const idle = verdict.invariants.filter(({ checked }) => checked === 0)
    expect(idle, 'each invariant has something to look at').toEqual([])
  }
})

test('who leaves by its own wish while it is behind was behind until then, and no longer', async () => {
  const records = modelRun(seededRandom('away while behind'))
  const late = records.map(each =>
    each.client === 'reader-0' && each.at > FAULT_AT && each.at < QUIET_AT
      ? { ...each, at: each.at + 6_000 }
      : each,
  )
  expect(brokenIn(await judgeRecords(late))).toContain('I11')
  const connection = { process: 'readers', f: 'connection', client: 'reader-0' } as const
  const away = { ...connection, at: FAULT_AT + 700, state: 'away', worker: null } as const
  const back = { ...connection, at: QUIET_AT + 2_000, state: 'connected', worker: 'w1' } as const
  expect(brokenIn(await judgeRecords([...late, away, back]))).not.toContain('I11')
})

test('after a fault a refusal counts as an ack for who is muted, when it is for that, and for nobody else', async () => {
  const records = modelRun(seededRandom('refused after a fault'))
  const room = 'room-a'
  const muted = records.find(each => each.f === 'truth' && readRestriction(each.body ?? '') === 'muted')
  const client = 'reader-0'
  const refusals = (sender: string, code: string) =>
    Array.from({ length: 5 }, (_, index): HistoryRecord[] => {
      const at = FAULT_AT + 1_000 + index * 100
      const send = {
        process: 'x',
        f: 'send',
        client,
        room,
        key: `${sender} in vain ${index}`,
        sender,
      } as const
      const body = { type: 'invoke', body: 'x', count: 1_000 + index } as const
      return [
        { ...send, at, ...body },
        { ...send, at: at + 4, type: 'fail', code },
      ]
    }).flat()
  const target = muted?.f === 'truth' ? (muted.target ?? '') : ''
  const breaks = async (sender: string, code: string) =>
    brokenIn(await judgeRecords([...records, ...refusals(sender, code)])).includes('I11')
  expect(await breaks(target, 'muted')).toBe(false)
  expect(await breaks(target, 'rate_limited')).toBe(true)
  expect(await breaks('user-of-reader-0', 'muted')).toBe(true)
})
