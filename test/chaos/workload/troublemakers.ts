// Those whom a moderator mutes, lets write again, and in the end bans, in a room that is renamed meanwhile: each by one act
// that is not tried again. They write all the while, also what must be refused, and have two connections, both of which hear nothing behind the ban.

import { setTimeout as sleep } from 'node:timers/promises'
import { type ChatClient, CommandFailed } from '@hubbub/client'
import type { RoomId, UserId } from '@hubbub/shared'
import { eventually } from '../../support/eventually.js'
import { NAME, nameBody, restrictionBody } from '../bodies.js'
import { type HubbubParticipant, openHubbubClient } from './hubbub-client.js'
import { bodyHash } from './record-entries.js'
import type { Role, Stage } from './roles.js'
import { nextText } from './texts.js'
import { visits } from './visits.js'

/** Between an act of the moderator and the next, and how long the banned stay to hear nothing. */
const ACT_EVERY_MS = [1_500, 4_000] as const
const WRITES_EVERY_MS = [100, 600] as const
/** Whatever was lost of the ban, its entry comes with the next head check, or with the next connection. */
const KNOWS_WITHIN_MS = 30_000

export function troublemakers(stage: Stage): Partial<Role> & Pick<Role, 'ready'> {
  const { plan, history, people, random } = stage
  let moderator: Promise<HubbubParticipant> | undefined
  let names = 0

  function moderating(): Promise<HubbubParticipant> {
    if (plan.maker === null) throw new Error('nobody moderates the rooms')
    moderator ??= open(`${plan.process}-moderator`, plan.maker)
    return moderator
  }

  async function open(name: string, as?: HubbubParticipant['signedIn']): Promise<HubbubParticipant> {
    const user = as === undefined ? {} : { as }
    const person = await openHubbubClient({
      ...stage,
      url: plan.url,
      name: `${plan.process}-${name}`,
      ...user,
    })
    people.add(person)
    return person
  }

  async function trouble(name: string): Promise<void> {
    const room = random.pick(plan.rooms)
    const first = await open(name)
    const second = await open(`${name}-second`, first.signedIn)
    const both = [first, second]
    for (const person of both) await person.join([room])
    const writing = write(first, room)
    await beRestricted(await moderating(), first.signedIn.account.userId, both, room)
    writing.stop()
    for (const person of both) {
      person.stop()
      people.delete(person)
    }
  }

  function write(person: HubbubParticipant, room: RoomId): { stop(): void } {
    let isOver = false
    void (async () => {
      for (let count = 1; !isOver; count += 1) {
        if (person.rooms().includes(room)) {
          person.send(room, nextText(person.name, count, random))
          person.change(room, nextText(`${person.name} changes`, count, random))
        }
        await sleep(random.integer(...WRITES_EVERY_MS))
      }
    })()
    return {
      stop() {
        isOver = true
      },
    }
  }

  async function beRestricted(
    moderator: HubbubParticipant,
    userId: UserId,
    both: readonly HubbubParticipant[],
    room: RoomId,
  ): Promise<void> {
    for (const restriction of ['muted', null, 'banned'] as const) {
      await sleep(random.integer(...ACT_EVERY_MS))
      names += 1
      // Unlike any other: digits only are told from each other.
      const name = `${plan.process} ${names}`
      const renaming = { room, target: NAME, body: nameBody(bodyHash(name)) }
      await act(moderator, renaming, chat => chat.renameRoom(room, name))
      const restricting = { room, target: userId, body: restrictionBody(restriction) }
      if (!(await act(moderator, restricting, chat => chat.restrict(room, userId, restriction)))) return
    }
    for (const person of both) {
      await eventually(
        () => {
          if (person.rooms().includes(room)) throw new Error(`${person.name} does not know of the ban`)
        },
        { withinMs: KNOWS_WITHIN_MS, everyMs: 20 },
      )
      person.recorder.leaves()
    }
    await sleep(random.integer(...ACT_EVERY_MS))
  }

  /** @returns whether it is known to stand */
  async function act(
    { client: chat, name, userId: sender }: HubbubParticipant,
    about: { room: RoomId; target: string; body: string },
    command: (chat: ChatClient) => Promise<void>,
  ): Promise<boolean> {
    const change = { f: 'change', client: name, ...about, sender } as const
    history.write({ ...change, type: 'invoke' })
    try {
      await command(chat)
      history.write({ ...change, type: 'ok' })
      return true
    } catch (failure) {
      if (!(failure instanceof CommandFailed)) throw failure
      const { code, retryable } = failure
      history.write(retryable ? { ...change, type: 'unknown' } : { ...change, type: 'fail', code })
      return false
    }
  }

  return visits(stage, trouble)
}
