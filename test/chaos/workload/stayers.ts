// Those who stay connected as far as it is up to them: who write, who only read, and two tabs of one user.

import { setTimeout as sleep } from 'node:timers/promises'
import type { RoomId } from '@hubbub/shared'
import { type HubbubParticipant, openHubbubClient } from './hubbub-client.js'
import { openParticipant } from './open-participant.js'
import type { Participant } from './participant.js'
import type { Role, Stage } from './roles.js'
import { nextText } from './texts.js'

const ROOMS_EACH = 2
/** Messages that may wait for their answers before a writer pauses, as a person would. */
const PENDING_MAX = 20
/** After one message of so many, one that was written before is changed. */
const CHANGE_ONE_IN = 8
const ANSWERED_WITHIN_MS = 30_000

type Started = Partial<Role> & Pick<Role, 'ready'>

export function readers(stage: Stage): Started {
  return { ready: enter(stage).then(() => undefined) }
}

export function writers(stage: Stage): Started {
  const { plan } = stage
  const entered = enter(stage)
  return {
    ready: entered.then(() => undefined),
    ...writing(
      stage,
      entered.then(people => people.map((person, index) => ({ person, rooms: roomsOf(plan.rooms, index) }))),
    ),
  }
}

/** The first tab writes, and the second only reads and is closed and opened again now and then. */
export function tabs(stage: Stage): Started {
  const { plan, people, random } = stage
  let isCalm = false
  const entered = Promise.all(
    Array.from({ length: plan.size }, async (_, index) => {
      const rooms = roomsOf(plan.rooms, index)
      const first = await openTab(`${plan.process}-${index}-first`)
      await first.join(rooms)
      void reopen(first, index)
      return { person: first, rooms: rooms.slice(0, 1) }
    }),
  )

  async function openTab(name: string, sameUser?: HubbubParticipant): Promise<HubbubParticipant> {
    const as = sameUser === undefined ? {} : { as: sameUser.signedIn }
    const tab = await openHubbubClient({ ...stage, url: plan.url, name, ...as })
    people.add(tab)
    return tab
  }

  async function reopen(first: HubbubParticipant, index: number): Promise<void> {
    for (let tab = 2; ; tab += 1) {
      const second = await openTab(`${plan.process}-${index}-tab-${tab}`, first)
      await sleep(random.integer(5_000, 20_000))
      if (isCalm) return
      second.stop()
      people.delete(second)
    }
  }

  return {
    ready: entered.then(() => undefined),
    async calm() {
      isCalm = true
    },
    ...writing(stage, entered),
  }
}

async function enter(stage: Stage): Promise<Participant[]> {
  const { plan } = stage
  return Promise.all(
    Array.from({ length: plan.size }, async (_, index) => {
      const person = await openParticipant(stage, `${plan.process}-${index}`)
      await person.join(roomsOf(plan.rooms, index))
      return person
    }),
  )
}

/** Neighbours share rooms, and every room has as many of each kind as the next. */
export function roomsOf(rooms: readonly RoomId[], index: number): RoomId[] {
  return Array.from({ length: ROOMS_EACH }, (_, n) => rooms[(index + n) % rooms.length]).filter(
    room => room !== undefined,
  )
}

function writing(
  { plan, random }: Stage,
  entered: Promise<{ person: Participant; rooms: RoomId[] }[]>,
): Pick<Role, 'finish'> {
  let isOver = false
  const authors = entered.then(all => all.map(author => ({ ...author, done: write(author) })))

  async function write({ person, rooms }: { person: Participant; rooms: RoomId[] }): Promise<void> {
    for (let count = 1; !isOver; count += 1) {
      // Pauses between messages spread as those of many people who know nothing of each other.
      await sleep((-Math.log(1 - random.next()) * 1_000) / plan.messagesPerS)
      const room = random.pick(rooms)
      if (isOver || person.pending(room) >= PENDING_MAX) continue
      person.send(room, nextText(person.name, count, random))
      if (random.integer(1, CHANGE_ONE_IN) === 1)
        person.change(room, nextText(`${person.name} changes`, count, random))
    }
  }

  return {
    async finish() {
      isOver = true
      const all = await authors
      for (const { done } of all) await done
      // Who gets no answer for longer than that is found by those who judge.
      const deadline = performance.now() + ANSWERED_WITHIN_MS
      const isWaiting = () => all.some(({ person, rooms }) => rooms.some(room => person.pending(room) > 0))
      while (isWaiting() && performance.now() < deadline) await sleep(50)
    },
  }
}
