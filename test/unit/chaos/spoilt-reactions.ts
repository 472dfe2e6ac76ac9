// Runs in which a reaction to a message is not what became of it.

import type { SeededRandom } from '../../support/seeded-random.js'
import { type Kind, type Mutation, ofKind, type Records, replaced, without } from './spoil.js'
import { atTheEnd, changes, type InLog, inLog, isReaction } from './spoilt-changes.js'

const LATER = 1e6

export const SPOILT_REACTIONS: readonly Mutation[] = [
  {
    name: 'an acked reaction is not in the log',
    caughtBy: 'I1',
    apply: (records, random) => without(records, random.pick(reactions(records))),
  },
  {
    name: 'a reaction is told as that of somebody else',
    caughtBy: 'I2',
    apply(records, random) {
      const { mid } = random.pick(reactions(records))
      return records.map(each =>
        (each.f === 'truth' || each.f === 'receive') && each.mid === mid
          ? { ...each, sender: 'user-somebody' }
          : each,
      )
    },
  },
  {
    name: 'a deleted message is given an emoji',
    caughtBy: 'I2',
    apply(records, random) {
      const deletion = random.pick(changes(records, 'ok').filter(({ body }) => body === null))
      const reaction = { ...deletion, at: LATER, body: `🎉 on ${deletion.sender}` } as const
      const made = [
        { ...reaction, type: 'invoke' },
        { ...reaction, type: 'ok' },
      ] as const
      return [...records, ...made, atTheEnd(records, reaction)]
    },
  },
  {
    name: 'a reaction that was given once is in the log twice',
    caughtBy: 'I3',
    apply: (records, random) => [...records, atTheEnd(records, random.pick(reactions(records)))],
  },
  {
    name: 'a screen does not show a reaction',
    caughtBy: 'I14',
    apply: (records, random) =>
      screen(
        records,
        random,
        ([, given]) => given !== '',
        ([target]) => [target, ''],
      ),
  },
  {
    name: 'a screen shows a reaction that was taken back',
    caughtBy: 'I14',
    apply: (records, random) =>
      screen(
        records,
        random,
        ([, given]) => given === '',
        ([target]) => [target, '👍 user-writer-0'],
      ),
  },
  {
    name: 'a screen shows a reaction as that of somebody else',
    caughtBy: 'I14',
    apply: (records, random) =>
      screen(
        records,
        random,
        ([, given]) => given !== '',
        ([target]) => [target, '👍 user-somebody'],
      ),
  },
]

type Given = Kind<'texts'>['reactions'][number]

function reactions(records: Records): InLog[] {
  return inLog(records).filter(({ body }) => isReaction(body))
}

/** The reactions to one message are told as others by one screen. */
function screen(
  records: Records,
  random: SeededRandom,
  isMeant: (given: Given) => boolean,
  become: (given: Given) => Given,
): ReturnType<Mutation['apply']> {
  const texts = random.pick(ofKind(records, 'texts').filter(each => each.reactions.some(isMeant)))
  const meant = random.pick(texts.reactions.filter(isMeant))
  const told = texts.reactions.map(each => (each === meant ? become(each) : each))
  return replaced(records, texts, each => ({ ...each, reactions: told }))
}
