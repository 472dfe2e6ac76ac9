// Runs in which the log, or what is told of it, is not what was written.

import { doubled, invokes, type Mutation, ofKind, oks, replaced, without } from './spoil.js'

const LATER = 1e6

export const SPOILT_LOGS: readonly Mutation[] = [
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
    name: "two of a writer's messages change places",
    caughtBy: 'I6',
    apply(records, random) {
      const written = invokes(records)
      const secondOf = (first: (typeof written)[number]) =>
        written.find(
          ({ client, room, count }) =>
            client === first.client && room === first.room && count === first.count + 1,
        )
      const first = random.pick(written.filter(each => secondOf(each) !== undefined))
      const second = secondOf(first)
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
]
