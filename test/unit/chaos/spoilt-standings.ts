// Runs in which a name, a topic or a pin is not what became of it.

import { readName, readPin, readTopic } from '../../chaos/bodies.js'
import { FIRST_NAME } from './model-chat.js'
import { type Kind, type Mutation, ofKind, type Records, replaced, without } from './spoil.js'
import { atTheEnd, type InLog, inLog } from './spoilt-changes.js'

export const SPOILT_STANDINGS: readonly Mutation[] = [
  {
    name: 'an acked pin is not in the log',
    caughtBy: 'I1',
    apply: (records, random) => without(records, random.pick(inLog(records).filter(isPin))),
  },
  {
    name: 'an acked topic is not in the log',
    caughtBy: 'I1',
    apply: (records, random) => without(records, random.pick(inLog(records).filter(isTopic))),
  },
  {
    name: 'a topic that was set once is in the log twice',
    caughtBy: 'I3',
    apply: (records, random) => [...records, atTheEnd(records, random.pick(inLog(records).filter(isTopic)))],
  },
  {
    name: 'a screen shows another topic than was set last',
    caughtBy: 'I15',
    apply: (records, random) =>
      replaced(records, random.pick(ofKind(records, 'texts')), texts => ({ ...texts, topic: 'before' })),
  },
  {
    name: 'an acked name is not in the log',
    caughtBy: 'I1',
    apply: (records, random) => without(records, random.pick(inLog(records).filter(isName))),
  },
  {
    name: 'a name that was given once is in the log twice',
    caughtBy: 'I3',
    apply: (records, random) => [...records, atTheEnd(records, random.pick(inLog(records).filter(isName)))],
  },
  {
    name: 'a screen shows another name than was given last',
    caughtBy: 'I15',
    apply: (records, random) =>
      replaced(records, random.pick(withNewName(records)), texts => ({ ...texts, name: FIRST_NAME })),
  },
  {
    name: 'a screen does not show a pin',
    caughtBy: 'I15',
    apply: (records, random) =>
      replaced(records, random.pick(withPins(records)), texts => ({ ...texts, pins: texts.pins.slice(1) })),
  },
  {
    name: 'a screen shows a pin that was taken away',
    caughtBy: 'I15',
    apply: (records, random) =>
      replaced(records, random.pick(withPins(records)), texts => ({
        ...texts,
        pins: [...texts.pins, 'mid-1'],
      })),
  },
  {
    name: 'a screen shows pins in another order',
    caughtBy: 'I15',
    apply: (records, random) =>
      replaced(records, random.pick(withPins(records).filter(({ pins }) => pins.length > 1)), texts => ({
        ...texts,
        pins: texts.pins.toReversed(),
      })),
  },
]

function isPin({ body }: InLog): boolean {
  return readPin(body ?? '') !== null
}

function isTopic({ body }: InLog): boolean {
  return readTopic(body ?? '') !== null
}

function isName({ body }: InLog): boolean {
  return readName(body ?? '') !== null
}

function withNewName(records: Records): Kind<'texts'>[] {
  return ofKind(records, 'texts').filter(({ name }) => name !== FIRST_NAME)
}

function withPins(records: Records): Kind<'texts'>[] {
  return ofKind(records, 'texts').filter(({ pins }) => pins.length > 0)
}
