// Runs in which something comes too late, or stays behind.

import { QUIET_AT } from './model-run.js'
import { type Mutation, ofKind, replaced } from './spoil.js'

export const SPOILT_TIMES: readonly Mutation[] = [
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
