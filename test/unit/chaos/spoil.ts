// What every way to spoil a history is made of.

import type { InvariantId } from '../../chaos/checker/verdict.js'
import type { HistoryRecord, SendRecord } from '../../chaos/history.js'
import type { SeededRandom } from '../../support/seeded-random.js'

export type Kind<F extends HistoryRecord['f']> = Extract<HistoryRecord, { f: F }>
export type Records = readonly HistoryRecord[]

export interface Mutation {
  /** What happened to the run. */
  name: string
  caughtBy: InvariantId
  apply(records: Records, random: SeededRandom): HistoryRecord[]
}

export function ofKind<F extends HistoryRecord['f']>(records: Records, kind: F): Kind<F>[] {
  return records.filter((each): each is Kind<F> => each.f === kind)
}

export function isOf<F extends HistoryRecord['f']>(
  record: HistoryRecord,
  kind: F,
  client: string,
): record is Kind<F> {
  return record.f === kind && record.client === client
}

/** Of the messages that were acked, which are those in the log. */
export function invokes(records: Records): Extract<SendRecord, { type: 'invoke' }>[] {
  const acked = new Set(oks(records).map(({ key }) => key))
  return ofKind(records, 'send')
    .filter(send => send.type === 'invoke')
    .filter(({ key }) => acked.has(key))
}

export function oks(records: Records): Extract<SendRecord, { type: 'ok' }>[] {
  return ofKind(records, 'send').filter(send => send.type === 'ok')
}

/** What a reader was shown after its first join, without what it was shown last of each room. */
export function liveShows(records: Records, client: string): Kind<'show'>[] {
  return ofKind(records, 'show').filter(show => show.client === client && show.at > 1_000)
}

/** Behind the last of a room a reader would not notice that something is missing. */
export function notLast(shows: readonly Kind<'show'>[]): Kind<'show'>[] {
  return shows.filter(({ room, seq }) => shows.some(other => other.room === room && other.seq > seq))
}

export type Resume = Kind<'join'> & { from: { seq: number } }

/** Joins with a position that had something to bring. */
export function resumes(records: Records): Resume[] {
  return ofKind(records, 'join').filter(
    (join): join is Resume => join.from !== null && join.headSeq > join.from.seq,
  )
}

/** An entry that came with the answer, or its showing. */
export function isEntryOf(
  record: HistoryRecord,
  { client, room, at, from }: { client: string; room: string; at: number; from: { seq: number } },
): record is Kind<'receive'> | Kind<'show'> {
  const isEntry = record.f === 'receive' || record.f === 'show'
  return (
    isEntry && record.client === client && record.room === room && record.at === at && record.seq > from.seq
  )
}

export function without(records: Records, gone: HistoryRecord): HistoryRecord[] {
  return records.filter(each => each !== gone)
}

export function replaced<R extends HistoryRecord>(
  records: Records,
  old: R,
  change: (record: R) => HistoryRecord,
): HistoryRecord[] {
  return records.map(each => (each === old ? change(old) : each))
}

export function doubled<R extends HistoryRecord>(
  records: Records,
  old: R,
  change: (record: R) => HistoryRecord,
): HistoryRecord[] {
  return records.flatMap(each => (each === old ? [each, change(old)] : [each]))
}
