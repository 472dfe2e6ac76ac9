// Ways to spoil a good history, each with the invariant that must notice. What is random comes from the seed.

import type { InvariantId } from '../../chaos/checker/verdict.js'
import type { HistoryRecord } from '../../chaos/history.js'
import type { SeededRandom } from '../../support/seeded-random.js'
import { QUIET_AT } from './model-run.js'

type Kind<F extends HistoryRecord['f']> = Extract<HistoryRecord, { f: F }>
type Records = readonly HistoryRecord[]

export interface Mutation {
  /** What happened to the run. */
  name: string
  caughtBy: InvariantId
  apply(records: Records, random: SeededRandom): HistoryRecord[]
}

const LATER = 1e6

export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'an acked message is not in the log',
    caughtBy: 'I1',
    apply(records, random) {
      const acked = new Set(
        ofKind(records, 'send')
          .filter(({ type }) => type === 'ok')
          .map(({ key }) => key),
      )
      return without(records, random.pick(ofKind(records, 'truth').filter(({ key }) => acked.has(key ?? ''))))
    },
  },
  {
    name: 'a reader is shown nothing of a room from some moment on',
    caughtBy: 'I1',
    apply(records, random) {
      const from = random.pick(liveShows(records, 'reader-1').filter(({ key }) => key !== null))
      return records.filter(
        each => !(isOf(each, 'show', 'reader-1') && each.room === from.room && each.seq >= from.seq),
      )
    },
  },
  {
    name: 'a fresh reader does not find a message',
    caughtBy: 'I1',
    apply(records, random) {
      const fresh = ofKind(records, 'show').filter(
        ({ client, key }) => client.startsWith('fresh') && key !== null,
      )
      return without(records, random.pick(fresh))
    },
  },
  {
    name: 'a message is seen that nobody wrote',
    caughtBy: 'I2',
    apply(records, random) {
      const { key } = random.pick(invokes(records))
      return records.filter(each => !(each.f === 'send' && each.key === key))
    },
  },
  {
    name: 'a message is seen that was refused',
    caughtBy: 'I2',
    apply: (records, random) =>
      replaced(records, random.pick(oks(records)), ({ at, process, client, f, room, key, sender }) => ({
        ...{ at, process, client, f, room, key, sender },
        type: 'fail',
        code: 'too_long',
      })),
  },
  {
    name: 'the log holds another text than was written',
    caughtBy: 'I2',
    apply: (records, random) =>
      replaced(records, random.pick(invokes(records)), send => ({ ...send, body: 'another' })),
  },
  {
    name: 'the log holds a message twice',
    caughtBy: 'I3',
    apply(records, random) {
      const truth = random.pick(ofKind(records, 'truth').filter(({ key }) => key !== null))
      const head = Math.max(
        ...ofKind(records, 'truth')
          .filter(({ room }) => room === truth.room)
          .map(({ seq }) => seq),
      )
      return [...records, { ...truth, at: LATER, seq: head + 1, mid: 'mid-again' }]
    },
  },
  {
    name: 'a message is acked at two places',
    caughtBy: 'I3',
    apply: (records, random) =>
      doubled(records, random.pick(oks(records)), ok => ({ ...ok, seq: ok.seq + 1_000, mid: 'mid-other' })),
  },
  {
    name: 'an entry is shown twice',
    caughtBy: 'I3',
    apply: (records, random) => doubled(records, random.pick(liveShows(records, 'reader-1')), show => show),
  },
  {
    name: 'a seq is used again for another message',
    caughtBy: 'I4',
    apply: (records, random) =>
      doubled(records, random.pick(ofKind(records, 'receive')), received => ({
        ...received,
        mid: 'mid-other',
      })),
  },
  {
    name: 'two readers see two messages in different order',
    caughtBy: 'I4',
    apply(records, random) {
      const shows = liveShows(records, 'reader-1')
      const first = random.pick(shows.slice(0, -6))
      const second = shows.find(({ room, seq }) => room === first.room && seq === first.seq + 1) ?? first
      const swap = (into: Kind<'show'>, from: Kind<'show'>) => ({ ...into, mid: from.mid, key: from.key })
      const once = replaced(records, first, show => swap(show, second))
      return replaced(once, second, show => swap(show, first))
    },
  },
  {
    name: 'a reader is sent a forged text',
    caughtBy: 'I4',
    apply: (records, random) =>
      replaced(
        records,
        random.pick(ofKind(records, 'receive').filter(({ key }) => key !== null)),
        received => ({
          ...received,
          body: 'forged',
        }),
      ),
  },
  {
    name: 'an ack names a place at which the log has another message',
    caughtBy: 'I4',
    apply: (records, random) =>
      replaced(records, random.pick(oks(records).filter(({ seq }) => seq > 2)), ok => ({
        ...ok,
        seq: ok.seq - 1,
      })),
  },
  {
    name: 'a reader is not shown an entry in the middle',
    caughtBy: 'I5',
    apply: (records, random) => without(records, random.pick(liveShows(records, 'reader-1').slice(0, -6))),
  },
  {
    name: 'two entries change places on a screen',
    caughtBy: 'I5',
    apply(records, random) {
      const shows = liveShows(records, 'reader-1')
      const first = random.pick(shows.slice(0, -6))
      const second = shows.find(({ room, seq }) => room === first.room && seq === first.seq + 1) ?? first
      const once = replaced(records, first, () => ({ ...second, at: first.at }))
      return replaced(once, second, () => ({ ...first, at: second.at }))
    },
  },
  {
    name: 'the log has a hole',
    caughtBy: 'I5',
    apply: (records, random) =>
      without(records, random.pick(ofKind(records, 'truth').filter(({ seq }) => seq > 1 && seq < 20))),
  },
  {
    name: 'a reader goes on in another epoch without being told',
    caughtBy: 'I5',
    apply(records, random) {
      const from = random.pick(liveShows(records, 'reader-1').slice(0, -6))
      return records.map(each =>
        isOf(each, 'show', 'reader-1') && each.room === from.room && each.seq >= from.seq
          ? { ...each, epoch: 'epoch-2' }
          : each,
      )
    },
  },
  {
    name: "two of a writer's messages change places",
    caughtBy: 'I6',
    apply(records, random) {
      const first = random.pick(invokes(records).filter(({ count }) => count < 10))
      const second = invokes(records).find(
        ({ client, room, count }) =>
          client === first.client && room === first.room && count === first.count + 1,
      )
      if (second === undefined) throw new Error('no second message')
      const once = replaced(records, first, send => ({ ...send, count: second.count }))
      return replaced(once, second, send => ({ ...send, count: first.count }))
    },
  },
  {
    name: 'a read finds less than was acked before it',
    caughtBy: 'I7',
    apply: (records, random) =>
      replaced(
        records,
        random.pick(ofKind(records, 'read').filter(({ type, at }) => type === 'ok' && at > 3_000)),
        read => ({
          ...read,
          headSeq: 1,
        }),
      ),
  },
  {
    name: 'a resume leaves out the first missing entry',
    caughtBy: 'I8',
    apply(records, random) {
      const answer = random.pick(resumes(records))
      return records.filter(each => !isEntryOf(each, answer) || each.seq !== answer.from.seq + 1)
    },
  },
  {
    name: 'a resume is answered with nothing, though the log has gone on',
    caughtBy: 'I8',
    apply(records, random) {
      const answer = random.pick(resumes(records))
      return records.filter(each => !isEntryOf(each, answer) || each.seq > answer.headSeq)
    },
  },
  {
    name: 'a resume is refused for a reason that is not so',
    caughtBy: 'I8',
    apply: (records, random) =>
      replaced(records, random.pick(resumes(records)), answer => ({
        ...answer,
        resync: random.pick(['trimmed', 'epoch', 'future']),
      })),
  },
  {
    name: 'a fail-over lost a message, and who saw it was told nothing',
    caughtBy: 'I8',
    apply(records, random) {
      const before = ofKind(records, 'receive').filter(
        ({ client, key, at }) => client === 'reader-1' && key && at < 12_000,
      )
      const { key } = random.pick(before)
      return records.map(each => {
        if (each.f === 'fault' && each.type === 'begin') return { ...each, mayLose: true }
        return each.f === 'truth' && each.key === key
          ? { ...each, mid: 'mid-new', key: null, body: null }
          : each
      })
    },
  },
  {
    name: 'somebody who has left is still counted as present',
    caughtBy: 'I9',
    apply: (records, random) =>
      replaced(records, random.pick(ofKind(records, 'true-presence')), presence => ({
        ...presence,
        count: 2,
      })),
  },
  {
    name: 'a client is told of presence long after all is quiet',
    caughtBy: 'I9',
    apply(records, random) {
      const at = QUIET_AT + 20_000
      const told = random.pick(ofKind(records, 'presence').filter(({ client }) => client === 'reader-1'))
      const late = records.map(each =>
        (each.f === 'true-presence' || each.f === 'phase') && each.at > QUIET_AT
          ? { ...each, at: each.at + 30_000 }
          : each,
      )
      return [
        ...late.filter(({ f, client }) => f !== 'connection' || client !== 'reader-1'),
        { ...told, at: at - 1, f: 'connection', state: 'connected', worker: 'w1' },
        { ...told, at },
      ]
    },
  },
  {
    name: 'an entry reaches somebody whose session was revoked',
    caughtBy: 'I10',
    apply(records, random) {
      const revoked = random.pick(ofKind(records, 'revoke').filter(({ type }) => type === 'ok'))
      const received = random.pick(
        ofKind(records, 'receive').filter(({ client }) => client === revoked.client),
      )
      return [...records, { ...received, at: revoked.at + random.integer(10_001, 12_000) }]
    },
  },
  {
    name: 'the connection of a revoked session stays open',
    caughtBy: 'I10',
    apply: records =>
      records
        .filter(({ f, client }) => f !== 'connection' || client !== 'leaver-0')
        .concat(
          ofKind(records, 'connection').filter(
            ({ client, state }) => client === 'leaver-0' && state === 'connected',
          ),
        ),
  },
  {
    name: 'a writer gets no answer any more after a fault',
    caughtBy: 'I11',
    apply: records =>
      records.filter(
        each =>
          !(each.f === 'send' && each.client === 'writer-0' && each.type === 'ok' && each.at > 12_000) &&
          !(each.f === 'receive' && each.client === 'writer-0' && each.at > 12_000),
      ),
  },
  {
    name: 'a fault is never healed',
    caughtBy: 'I11',
    apply: records => records.filter(each => !(each.f === 'fault' && each.type === 'heal')),
  },
  {
    name: 'a reader has everything again, but too late',
    caughtBy: 'I11',
    apply: records =>
      records.map(each =>
        each.client === 'reader-0' && each.at > 12_000 && each.at < QUIET_AT
          ? { ...each, at: each.at + 6_000 }
          : each,
      ),
  },
  {
    name: 'something measured during a fault was beyond its bound',
    caughtBy: 'I11',
    apply: records =>
      records.map(each =>
        each.f === 'fault' && each.type === 'heal'
          ? { ...each, measured: [{ what: 'closed after', value: 6_000, unit: 'ms', atMost: 5_000 }] }
          : each,
      ),
  },
  {
    name: 'a process logged an unhandled rejection',
    caughtBy: 'I12',
    apply: (records, random) =>
      replaced(records, random.pick(ofKind(records, 'server')), server => ({
        ...server,
        errors: ['UnhandledRejection'],
      })),
  },
  {
    name: 'a primary was replaced though nothing hit it',
    caughtBy: 'I12',
    apply: records =>
      records.map(each =>
        each.f === 'server' && each.role === 'primary' && each.at > 20_000 ? { ...each, pid: 999 } : each,
      ),
  },
  {
    name: 'open files are left behind',
    caughtBy: 'I12',
    apply: records =>
      records.map(each => (each.f === 'server' && each.at > QUIET_AT ? { ...each, openFiles: 400 } : each)),
  },
  {
    name: 'memory is left behind',
    caughtBy: 'I12',
    apply: records =>
      records.map(each =>
        each.f === 'server' && each.at > QUIET_AT ? { ...each, residentBytes: 1e9 } : each,
      ),
  },
]

function ofKind<F extends HistoryRecord['f']>(records: Records, kind: F): Kind<F>[] {
  return records.filter((each): each is Kind<F> => each.f === kind)
}

function isOf<F extends HistoryRecord['f']>(
  record: HistoryRecord,
  kind: F,
  client: string,
): record is Kind<F> {
  return record.f === kind && record.client === client
}

function invokes(records: Records) {
  return ofKind(records, 'send').filter(send => send.type === 'invoke')
}

function oks(records: Records) {
  return ofKind(records, 'send').filter(send => send.type === 'ok')
}

/** What a reader was shown after its first join, without what it was shown last of each room. */
function liveShows(records: Records, client: string): Kind<'show'>[] {
  return ofKind(records, 'show').filter(show => show.client === client && show.at > 1_000)
}

type Resume = Kind<'join'> & { from: { seq: number } }

/** Joins with a position that had something to bring. */
function resumes(records: Records): Resume[] {
  return ofKind(records, 'join').filter(
    (join): join is Resume => join.from !== null && join.headSeq > join.from.seq,
  )
}

/** An entry that came with the answer, or its showing. */
function isEntryOf(
  record: HistoryRecord,
  { client, room, at, from }: { client: string; room: string; at: number; from: { seq: number } },
): record is Kind<'receive'> | Kind<'show'> {
  const isEntry = record.f === 'receive' || record.f === 'show'
  return (
    isEntry && record.client === client && record.room === room && record.at === at && record.seq > from.seq
  )
}

function without(records: Records, gone: HistoryRecord): HistoryRecord[] {
  return records.filter(each => each !== gone)
}

function replaced<R extends HistoryRecord>(
  records: Records,
  old: R,
  change: (record: R) => HistoryRecord,
): HistoryRecord[] {
  return records.map(each => (each === old ? change(old) : each))
}

function doubled<R extends HistoryRecord>(
  records: Records,
  old: R,
  change: (record: R) => HistoryRecord,
): HistoryRecord[] {
  return records.flatMap(each => (each === old ? [each, change(old)] : [each]))
}
