// What a good run looks like to the checker: two rooms, writers, readers, one who comes and goes, one whose session ends, a
// killed worker, fresh readers at the end.

import type { HistoryRecord } from '../../chaos/history.js'
import type { SeededRandom } from '../../support/seeded-random.js'
import { createModelChat, type ModelChat, type ModelClient } from './model-chat.js'

const ROOMS = ['room-a', 'room-b'] as const
const STEP_MS = 100
const AWAY_AT = 5_000
const BACK_AT = 7_500
export const FAULT_AT = 12_000
const HEALED_AT = 12_800
const REVOKED_AT = 15_000
const MUTED_AT = 8_000
const LIFTED_AT = 9_000
const BANNED_AT = 16_000
export const QUIET_AT = 25_000
const FINAL_AT = 30_000
const END_AT = 34_000

interface Cast {
  writers: ModelClient[]
  readers: ModelClient[]
  /** The reader whose worker is killed. */
  victim: ModelClient
  churner: ModelClient
  leaver: ModelClient
  moderator: ModelClient
  troublemaker: ModelClient
}

export function modelRun(random: SeededRandom): HistoryRecord[] {
  const chat = createModelChat(ROOMS)
  const cast = createCast(chat)
  const everybody = [
    ...cast.writers,
    ...cast.readers,
    cast.victim,
    cast.churner,
    cast.leaver,
    cast.moderator,
    cast.troublemaker,
  ]

  chat.write(0, 'arena', { f: 'run', client: '', seed: random.seed, profile: 'model', server: 'hubbub' })
  phase(chat, 0, 'load')
  for (const room of ROOMS) chat.append(room, { key: null, sender: 'user-maker', body: null })
  for (const each of everybody) each.connect(random.integer(1, 40))
  for (let at = STEP_MS; at < QUIET_AT; at += STEP_MS) {
    const isEvent = happen(chat, cast, at)
    if (at % 1_000 === 0) watchServers(chat, at, random)
    if (at % 500 === 0) random.pick(cast.readers).ask(at - 10, random.pick(ROOMS))
    if (!isEvent && random.next() < 0.5) say(chat, cast, at, random)
  }
  for (const at of [QUIET_AT - 20, QUIET_AT - 10]) sayAll(chat, cast, at, random)
  quietDown(chat, random)
  for (const each of everybody) {
    if (!each.isConnected()) continue
    each.tellTexts(END_AT - 10)
    each.disconnect(END_AT + 100, 'stopped')
  }
  chat.writeTruth(END_AT + 200)
  return chat.records

  function say({ lengths }: ModelChat, { writers }: Cast, at: number, { integer, pick, next }: SeededRandom) {
    const before = lengths()
    const isHurt = at >= FAULT_AT && at < HEALED_AT
    const ack = { afterMs: isHurt ? HEALED_AT + 100 - at : 4, duplicate: isHurt && next() < 0.5 }
    const [writer, room] = [pick(writers), pick(ROOMS)]
    writer.send(at, room, ack)
    if (next() < 0.4) writer.change(at, room, pick(['edit', 'edit', 'delete', 'edit deleted']), random)
    if (next() < 0.4) writer.react(at, room, next() < 0.7, random)
    if (next() < 0.2) writer.pin(at, room, next() < 0.7, random)
    if (next() < 0.1) writer.setTopic(at, room)
    if (next() < 0.1) writer.rename(at, room)
    for (const each of everybody) if (each.isConnected()) each.hear(at + integer(5, 25), before)
  }

  /** What chance may have left out, so that every run has it: twice, so that there is a pin before another. */
  function sayAll({ lengths }: ModelChat, { writers: [writer] }: Cast, at: number, by: SeededRandom) {
    const before = lengths()
    const [room] = ROOMS
    if (writer === undefined || room === undefined) throw new Error('a cast without a writer')
    writer.send(at, room, { afterMs: 1, duplicate: false })
    writer.react(at, room, true, by)
    writer.pin(at, room, true, by)
    writer.setTopic(at, room)
    writer.rename(at, room)
    for (const each of everybody) if (each.isConnected()) each.hear(at + 5, before)
  }
}

function createCast(chat: ModelChat): Cast {
  const several = (role: string) => [0, 1, 2].map(index => chat.client(`${role}s`, `${role}-${index}`, ROOMS))
  return {
    writers: several('writer'),
    readers: several('reader'),
    victim: chat.client('readers', 'victim-0', ROOMS),
    churner: chat.client('churners', 'churner-0', ROOMS),
    leaver: chat.client('leavers', 'leaver-0', ROOMS),
    moderator: chat.client('troublemakers', 'moderator', ROOMS),
    troublemaker: chat.client('troublemakers', 'troublemaker-0', ['room-a']),
  }
}

/** @returns whether something happened at that moment */
function happen(chat: ModelChat, cast: Cast, at: number): boolean {
  const { churner, victim, leaver } = cast
  const fault = { f: 'fault', client: '', fault: 'worker-kill', name: 'a worker is killed' } as const
  const revoke = { f: 'revoke', client: leaver.name, session: leaver.name } as const
  if (at === AWAY_AT) churner.disconnect(at, 'away')
  else if (at === BACK_AT) churner.connect(at)
  else if (at === FAULT_AT) {
    const current = { from: 'begin', withinMs: 5_000 } as const
    chat.write(at, 'arena', { ...fault, type: 'begin', current })
    victim.disconnect(at, 'lost')
  } else if (at === HEALED_AT) {
    chat.write(at, 'arena', { ...fault, type: 'heal' })
    victim.connect(at + 20)
  } else if (at === REVOKED_AT) {
    chat.write(at, 'arena', { ...revoke, type: 'invoke' })
    leaver.disconnect(at + 30, 'signed-out')
    chat.write(at + 40, 'arena', { ...revoke, type: 'ok' })
  } else return beRestricted(chat, cast, at)
  return true
}

/** Writes before it is muted, in vain while it is, and again before it is banned. */
function beRestricted(chat: ModelChat, { moderator, troublemaker, ...others }: Cast, at: number): boolean {
  const before = chat.lengths()
  const room = 'room-a'
  const ack = { afterMs: 4, duplicate: false }
  if (at === MUTED_AT - STEP_MS || at === BANNED_AT - STEP_MS) troublemaker.send(at, room, ack)
  else if (at === MUTED_AT) moderator.restrict(at, room, troublemaker.user, 'muted')
  else if (at === MUTED_AT + STEP_MS) troublemaker.sendInVain(at, room, 'muted')
  else if (at === LIFTED_AT) moderator.restrict(at, room, troublemaker.user, null)
  else if (at === BANNED_AT) moderator.restrict(at, room, troublemaker.user, 'banned')
  else return false
  const { writers, readers, victim, churner, leaver } = others
  for (const each of [...writers, ...readers, victim, churner, leaver, moderator, troublemaker])
    if (each.isConnected()) each.hear(at + 10, before)
  if (at === BANNED_AT) troublemaker.disconnect(at + 20, 'stopped')
  return true
}

function quietDown(chat: ModelChat, random: SeededRandom): void {
  phase(chat, QUIET_AT, 'quiet')
  watchServers(chat, QUIET_AT + 2_000, random)
  for (const room of ROOMS)
    chat.write(FINAL_AT - 10, 'arena', { f: 'true-presence', client: '', room, count: 3 })
  phase(chat, FINAL_AT, 'final')
  for (const room of ROOMS) {
    const fresh = chat.client('fresh', `fresh-${room}`, [room])
    fresh.ask(FINAL_AT + 50, room)
    fresh.connect(FINAL_AT + 100)
    fresh.readBack(FINAL_AT + 200, room)
    fresh.tellTexts(FINAL_AT + 300)
  }
  phase(chat, END_AT, 'end')
}

function watchServers(chat: ModelChat, at: number, random: SeededRandom): void {
  const processes = [
    ['primary', 100],
    ['worker', at < HEALED_AT ? 101 : 102],
  ] as const
  for (const [role, pid] of processes) {
    const used = { residentBytes: 90e6 + random.integer(0, 5e6), openFiles: 40 + random.integer(0, 5) }
    chat.write(at, 'arena', { f: 'server', client: '', role, pid, node: 'node-a', ...used, errors: [] })
  }
}

function phase(chat: ModelChat, at: number, name: 'load' | 'quiet' | 'final' | 'end'): void {
  chat.write(at, 'arena', { f: 'phase', client: '', phase: name })
}
