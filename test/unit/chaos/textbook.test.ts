import { expect, test } from 'vitest'
import type { HistoryRecord } from '../../chaos/history.js'
import type { Fact } from '../../chaos/write-history.js'
import { brokenIn, foundIn, judgeRecords } from './judge-records.js'

const READERS = ['ann', 'bob', 'eve']

/** Ann writes 1, 2 and 3; each reader is shown what is given. */
function textbookRun(shown: Readonly<Record<string, readonly number[]>>): HistoryRecord[] {
  let at = 0
  const records: HistoryRecord[] = []
  const write = (fact: Fact) => {
    at += 1
    records.push({ at, process: 'all', ...fact } as HistoryRecord)
  }
  const entry = (message: number) => ({ room: 'room', key: `ann-${message}` })
  const arena = { client: '' }
  write({ f: 'run', ...arena, seed: 1, profile: 'model', server: 'textbook' })
  write({ f: 'phase', ...arena, phase: 'load' })
  for (const client of READERS) {
    const empty = { epoch: 'none', headSeq: 0, oldestSeq: 1, isResume: false, from: null, resync: null }
    write({ f: 'join', client, room: 'room', worker: '', ...empty })
  }
  for (const message of [1, 2, 3]) {
    const send = { f: 'send', client: 'ann', sender: 'ann', ...entry(message) } as const
    write({ ...send, type: 'invoke', body: `body-${message}`, count: message })
    const ack = { seq: 0, epoch: 'none', mid: send.key, duplicate: false, worker: '' }
    write({ ...send, type: 'ok', ...ack })
  }
  for (const client of READERS) {
    for (const [index, message] of (shown[client] ?? []).entries())
      write({ f: 'show', client, ...entry(message), epoch: 'none', seq: index + 1, mid: entry(message).key })
  }
  for (const phase of ['quiet', 'end'] as const) write({ f: 'phase', ...arena, phase })
  return records
}

test('a textbook cluster that loses nothing is found good', async () => {
  const verdict = await judgeRecords(textbookRun({ ann: [1, 2, 3], bob: [1, 2, 3], eve: [1, 2, 3] }))
  expect(foundIn(verdict)).toEqual([])
  expect(verdict.isGood).toBe(true)
})

test.each([
  ['a message that one reader never saw', 'I1', { ann: [1, 2, 3], bob: [1, 3], eve: [1, 2, 3] }],
  ['a message that nobody wrote', 'I2', { ann: [1, 2, 3, 4], bob: [1, 2, 3], eve: [1, 2, 3] }],
  ['a message shown twice', 'I3', { ann: [1, 2, 3], bob: [1, 2, 2, 3], eve: [1, 2, 3] }],
  ['two readers with two orders', 'I4', { ann: [1, 2, 3], bob: [2, 1, 3], eve: [1, 2, 3] }],
  ["a writer's messages in another order", 'I6', { ann: [1, 3, 2], bob: [1, 3, 2], eve: [1, 3, 2] }],
])('of a textbook cluster the checker notices %s (%s)', async (_, caughtBy, shown) => {
  expect(brokenIn(await judgeRecords(textbookRun(shown)))).toContain(caughtBy)
})
