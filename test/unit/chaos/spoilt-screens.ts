// Runs in which a reader is shown something else than the log holds, or is not told the truth at a resume.

import {
  doubled,
  isEntryOf,
  isOf,
  type Kind,
  liveShows,
  type Mutation,
  notLast,
  ofKind,
  oks,
  replaced,
  resumes,
  without,
} from './spoil.js'

export const SPOILT_SCREENS: readonly Mutation[] = [
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
      const first = random.pick(notLast(shows))
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
    apply: (records, random) => without(records, random.pick(notLast(liveShows(records, 'reader-1')))),
  },
  {
    name: 'two entries change places on a screen',
    caughtBy: 'I5',
    apply(records, random) {
      const shows = liveShows(records, 'reader-1')
      const next = ({ room, seq }: { room: string; seq: number }) =>
        shows.find(show => show.room === room && show.seq === seq + 1)
      const first = random.pick(shows.filter(show => next(show) !== undefined))
      const second = next(first) ?? first
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
      const from = random.pick(notLast(liveShows(records, 'reader-1')))
      return records.map(each =>
        isOf(each, 'show', 'reader-1') && each.room === from.room && each.seq >= from.seq
          ? { ...each, epoch: 'epoch-2' }
          : each,
      )
    },
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
]
