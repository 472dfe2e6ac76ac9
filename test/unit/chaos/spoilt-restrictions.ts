// Runs in which somebody writes or hears what they must not, or an act of a moderator is not what became of it.

import { readRestriction } from '../../chaos/bodies.js'
import { type Mutation, ofKind, type Records, without } from './spoil.js'
import { atTheEnd, type InLog, inLog, isReaction } from './spoilt-changes.js'

export const SPOILT_RESTRICTIONS: readonly Mutation[] = [
  {
    name: 'an acked ban is not in the log',
    caughtBy: 'I1',
    apply: records => without(records, restriction(records, 'banned')),
  },
  {
    name: 'somebody is muted by nobody',
    caughtBy: 'I2',
    apply(records) {
      const { target, body } = restriction(records, 'muted')
      return records.filter(each => !(each.f === 'change' && each.target === target && each.body === body))
    },
  },
  {
    name: 'what somebody wrote in vain, being muted, is in the log',
    caughtBy: 'I16',
    apply(records) {
      const { target } = restriction(records, 'muted')
      return swapped(
        records,
        restriction(records, 'lifted'),
        said => said.sender === target && said.key !== null,
      )
    },
  },
  {
    name: 'somebody who is banned reacts to a message',
    caughtBy: 'I16',
    apply(records, random) {
      const { target: sender, room } = restriction(records, 'banned')
      const reaction = random.pick(inLog(records).filter(({ body }) => isReaction(body)))
      return [...records, atTheEnd(records, { ...reaction, room, sender })]
    },
  },
  {
    name: 'somebody who is banned hears more of the room',
    caughtBy: 'I16',
    apply(records, random) {
      const { room, seq, target } = restriction(records, 'banned')
      const client = ofKind(records, 'user').find(({ user }) => user === target)?.client ?? ''
      const heard = ofKind(records, 'receive').filter(each => each.room === room && each.seq > seq)
      return [...records, { ...random.pick(heard), process: 'troublemakers', client }]
    },
  },
]

function restriction(records: Records, how: 'muted' | 'banned' | 'lifted'): InLog {
  const found = inLog(records).find(({ body }) => readRestriction(body ?? '') === how)
  if (found === undefined) throw new Error(`nobody was ${how}`)
  return found
}

/** The entry that is meant, behind `late`, has its place in the log, and `late` has that one's. */
function swapped(
  records: Records,
  late: InLog,
  isMeant: (said: { sender: string; key: string | null }) => boolean,
): ReturnType<Mutation['apply']> {
  const said = ofKind(records, 'truth').find(
    each => each.room === late.room && each.seq > late.seq && isMeant(each),
  )
  if (said === undefined) throw new Error('nothing was said')
  return records.map(each => {
    if (each === said) return { ...said, seq: late.seq }
    return each === late ? { ...late, seq: said.seq } : each
  })
}
