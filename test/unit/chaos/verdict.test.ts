import { expect, test } from 'vitest'
import type { InvariantId, Verdict } from '../../chaos/checker/verdict.js'
import { randomFrom, seededRandom } from '../../support/seeded-random.js'
import { brokenIn, foundIn, judgeRecords } from './judge-records.js'
import { FAULT_AT, modelRun } from './model-run.js'
import { doubled, liveShows, notLast, ofKind, oks, without } from './spoil.js'

const seed = seededRandom('verdicts').seed
const someRun = () => modelRun(randomFrom(seed))
const firstViolation = ({ invariants }: Verdict, id: InvariantId) =>
  invariants.find(each => each.id === id)?.violations[0]

test('what comes twice on the wire is counted and held against nobody', async () => {
  const records = someRun()
  // A page that an answer brings twice is no answer to what was asked.
  const live = ofKind(records, 'receive').filter(({ source }) => source === 'live')
  const received = randomFrom(seed).pick(live)
  const verdict = await judgeRecords(doubled(records, received, each => each))
  expect(foundIn(verdict)).toEqual([])
  expect(verdict.figures.rawDuplicates).toBe(1)
})

test('an acked message that was never sent to a reader is told with its place, its key and its lines', async () => {
  const records = someRun()
  const last = ofKind(records, 'show').findLast(({ client, key }) => client === 'reader-1' && key !== null)
  if (last === undefined) throw new Error('nothing was shown')
  const isGone = (client: string, room: string, seq: number) =>
    client === 'reader-1' && room === last.room && seq >= last.seq
  const verdict = await judgeRecords(
    records.filter(
      each => !((each.f === 'receive' || each.f === 'show') && isGone(each.client, each.room, each.seq)),
    ),
  )
  const { room, epoch, seq, key } = last
  const violation = firstViolation(verdict, 'I1')
  expect(violation).toMatchObject({ where: 'feed', entry: { room, epoch, seq, key } })
  const files = violation?.lines.map(({ file }) => file)
  expect(files).toContain('writers.ndjson')
  expect(files).toContain('arena.ndjson')
})

test('an entry that was sent to a reader and not shown was lost in the client', async () => {
  const records = someRun()
  const show = randomFrom(seed).pick(notLast(liveShows(records, 'reader-1')))
  const violation = firstViolation(await judgeRecords(without(records, show)), 'I5')
  expect(violation).toMatchObject({ where: 'client' })
  expect(violation?.lines.every(({ line, file }) => line > 0 && file.endsWith('.ndjson'))).toBe(true)
})

test('what a fail-over lost is counted, not held against the run, when whoever saw it was told', async () => {
  const records = someRun()
  const ok = oks(records).findLast(({ at }) => at < FAULT_AT)
  const head = ofKind(records, 'truth').filter(({ room }) => room === ok?.room).length
  const [first] = records
  if (ok === undefined || first === undefined) throw new Error('nothing was acked')
  // Acked at a seq that the log never had, and shown to nobody.
  const lost = { ...ok, at: FAULT_AT - 1, key: 'lost', seq: head + 1, mid: 'mid-lost' }
  const sent = { ...lost, type: 'invoke', body: 'body', count: 1_000 } as const
  const isLossy = (each: (typeof records)[number]) =>
    each.f === 'fault' && each.type === 'begin' ? { ...each, mayLose: true } : each
  const verdict = await judgeRecords([...records.map(isLossy), sent, lost])
  expect(foundIn(verdict)).toEqual([])
  expect(verdict.figures.lostByFault).toBe(1)
  expect(brokenIn(await judgeRecords([...records, sent, lost]))).toContain('I1')
})

test('a run that was cut short has no verdict, and that is not a good one', async () => {
  const verdict = await judgeRecords(someRun().filter(each => !(each.f === 'phase' && each.phase === 'end')))
  expect(verdict.isGood).toBe(false)
  expect(verdict.unusable.join()).toContain('“end”')
})

test('a line cut short by the end of its process is let go, and any other line must be a record', async () => {
  const records = someRun()
  expect((await judgeRecords(records, '{"at":1,"process":"more","f":"sh')).isGood).toBe(true)
  const verdict = await judgeRecords(records, '{"at":1,"process":"more","f":"show"}\n{"at":')
  expect(verdict.isGood).toBe(false)
  expect(verdict.unusable.join()).toContain('more.ndjson:1')
})

test('an empty folder of histories has no verdict', async () => {
  expect((await judgeRecords([])).isGood).toBe(false)
})
