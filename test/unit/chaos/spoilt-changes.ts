// Runs in which a change of a message is not what became of it, or a deleted text is still told.

import { isText, readReaction } from '../../chaos/bodies.js'
import type { ChangeRecord } from '../../chaos/history.js'
import type { SeededRandom } from '../../support/seeded-random.js'
import { type Kind, type Mutation, ofKind, type Records, replaced, without } from './spoil.js'

const LATER = 1e6

export const SPOILT_CHANGES: readonly Mutation[] = [
  {
    name: 'a change is acked and never written',
    caughtBy: 'I1',
    apply(records, random) {
      const change = { ...random.pick(changes(records, 'invoke')), at: LATER, body: 'never written' }
      return [...records, change, { ...change, at: LATER + 5, type: 'ok' }]
    },
  },
  {
    name: 'an acked deletion is not in the log',
    caughtBy: 'I1',
    apply: (records, random) =>
      without(records, random.pick(inLog(records).filter(({ body }) => body === null))),
  },
  {
    name: 'a fresh reader does not find a change',
    caughtBy: 'I1',
    apply(records, random) {
      const targets = new Map(inLog(records).map(({ mid, target }) => [mid, target]))
      const fresh = ofKind(records, 'show').filter(
        ({ client, mid }) => client.startsWith('fresh') && targets.has(mid),
      )
      return without(records, random.pick(fresh))
    },
  },
  {
    name: 'a change is seen that was refused',
    caughtBy: 'I2',
    apply: (records, random) =>
      replaced(records, random.pick(changes(records, 'ok')), change => ({
        ...change,
        type: 'fail',
        code: 'not_the_sender',
      })),
  },
  {
    name: 'a change is seen that nobody made',
    caughtBy: 'I2',
    apply(records, random) {
      const { target, body } = random.pick(changes(records, 'ok'))
      return records.filter(each => !(each.f === 'change' && each.target === target && each.body === body))
    },
  },
  {
    name: 'the log holds another text than a message was changed to',
    caughtBy: 'I2',
    apply: (records, random) =>
      replaced(records, random.pick(edits(records)), edit => ({ ...edit, body: 'another' })),
  },
  {
    name: "somebody's change is of another's message",
    caughtBy: 'I2',
    apply(records, random) {
      const { target } = random.pick(
        changes(records, 'ok').filter(({ body }) => body === null || isText(body)),
      )
      return records.map(each =>
        (each.f === 'change' || each.f === 'truth' || each.f === 'receive') && each.target === target
          ? { ...each, sender: 'user-somebody' }
          : each,
      )
    },
  },
  {
    name: 'a message is changed after it was deleted',
    caughtBy: 'I2',
    apply(records, random) {
      const deletion = random.pick(changes(records, 'ok').filter(({ body }) => body === null))
      const edit = { ...deletion, at: LATER, body: 'too late' } as const
      const made = [
        { ...edit, type: 'invoke' },
        { ...edit, type: 'ok' },
      ] as const
      return [...records, ...made, atTheEnd(records, edit)]
    },
  },
  {
    name: 'an edit that was made once is in the log twice',
    caughtBy: 'I3',
    apply: (records, random) => [...records, atTheEnd(records, random.pick(edits(records)))],
  },
  {
    name: 'a fresh reader is told a text that was deleted',
    caughtBy: 'I13',
    apply: (records, random) => told(records, random, ({ target }) => target === undefined),
  },
  {
    name: 'a fresh reader is told what a deleted message had been changed to',
    caughtBy: 'I13',
    apply: (records, random) => told(records, random, ({ target }) => target !== undefined),
  },
  {
    name: 'a text is left out though nobody deleted it',
    caughtBy: 'I13',
    apply(records, random) {
      const deleted = new Set(inLog(records).flatMap(({ body, target }) => (body === null ? [target] : [])))
      const kept = ofKind(records, 'receive').filter(
        ({ key, mid, source }) => key !== null && source !== 'live' && !deleted.has(mid),
      )
      return replaced(records, random.pick(kept), received => ({ ...received, body: '' }))
    },
  },
  {
    name: 'a screen says what a message said before its last change',
    caughtBy: 'I14',
    apply: (records, random) =>
      screen(records, random, ([target]) => [[target, 'what it said before']], isSaid),
  },
  {
    name: 'a screen shows a message that was deleted',
    caughtBy: 'I14',
    apply: (records, random) =>
      screen(
        records,
        random,
        () => [],
        ([, body]) => body === null,
      ),
  },
  {
    name: 'a screen shows a message as deleted that is not',
    caughtBy: 'I14',
    apply: (records, random) => screen(records, random, ([target]) => [[target, null]], isSaid),
  },
]

type Changed = Kind<'texts'>['changed'][number]
export type InLog = Kind<'truth'> & { target: string }

export function changes(records: Records, type: ChangeRecord['type']): ChangeRecord[] {
  return ofKind(records, 'change').filter(change => change.type === type)
}

export function inLog(records: Records): InLog[] {
  return ofKind(records, 'truth').filter((truth): truth is InLog => truth.target !== undefined)
}

function edits(records: Records): InLog[] {
  return inLog(records).filter(({ body }) => body !== null && isText(body))
}

export function isReaction(body: string | null): boolean {
  return body !== null && readReaction(body) !== null
}

/** One more entry behind the others of its room. */
export function atTheEnd(
  records: Records,
  change: Pick<InLog, 'room' | 'target' | 'body' | 'sender'>,
): Kind<'truth'> {
  const last = ofKind(records, 'truth').findLast(truth => truth.room === change.room)
  if (last === undefined) throw new Error('the log is empty')
  const { room, target, body, sender } = change
  return { ...last, room, target, body, sender, at: LATER, key: null, seq: last.seq + 1, mid: 'mid-again' }
}

/** What a fresh reader was told without its text is told with it. */
function told(
  records: Records,
  random: SeededRandom,
  isMeant: (received: Kind<'receive'>) => boolean,
): ReturnType<Mutation['apply']> {
  const leftOut = ofKind(records, 'receive').filter(
    received => received.client.startsWith('fresh') && received.body === '' && isMeant(received),
  )
  const texts = new Map(ofKind(records, 'truth').map(({ mid, body }) => [mid, body]))
  return replaced(records, random.pick(leftOut), received => ({
    ...received,
    body: texts.get(received.mid) ?? null,
  }))
}

function isSaid([, body]: Changed): boolean {
  return body !== null
}

/** One of the changed messages on a screen is told as something else. */
function screen(
  records: Records,
  random: SeededRandom,
  become: (changed: Changed) => Changed[],
  isMeant: (changed: Changed) => boolean,
): ReturnType<Mutation['apply']> {
  const screens = ofKind(records, 'texts').filter(({ changed }) => changed.some(isMeant))
  const texts = random.pick(screens)
  const meant = random.pick(texts.changed.filter(isMeant))
  const changed = texts.changed.flatMap(each => (each === meant ? become(each) : [each]))
  return replaced(records, texts, each => ({ ...each, changed }))
}
