// Those who come late and read everything from the first entry on; and those who do so when all is over.

import { setTimeout as sleep } from 'node:timers/promises'
import type { RoomId } from '@hubbub/shared'
import { type HubbubParticipant, openHubbubClient, readBack } from './hubbub-client.js'
import type { Role, Stage } from './roles.js'
import { visits } from './visits.js'

type Started = Partial<Role> & Pick<Role, 'ready'>

/** Before one of them comes again. A long log takes longer to read, and is read less often for it. */
const REST_MS = [3_000, 12_000] as const
const STAYS_MS = [1_000, 4_000] as const

export function newcomers(stage: Stage): Started {
  const { plan, people, random } = stage
  return visits(stage, async name => {
    const person = await readFromStart(stage, name, random.pick(plan.rooms))
    await sleep(random.integer(...STAYS_MS))
    person.stop()
    people.delete(person)
    await sleep(random.integer(...REST_MS))
  })
}

export function freshReaders(stage: Stage): Started {
  const { plan } = stage
  const all = async () => {
    for (let index = 0; index < plan.size; index += 1) {
      for (const room of plan.rooms) await readFromStart(stage, `${plan.process}-${index}-${room}`, room)
    }
  }
  const done = all()
  return { ready: done, finish: () => done }
}

/** Signs in as somebody new, joins, and reads the whole past. */
async function readFromStart(
  { plan, history, counts, people, random }: Stage,
  name: string,
  room: RoomId,
): Promise<HubbubParticipant> {
  const { url } = plan
  const person = await openHubbubClient({ url, name, history, counts, random, keepsAll: true })
  people.add(person)
  const read = { f: 'read', client: name, id: name, room } as const
  history.write({ ...read, type: 'invoke' })
  person.recorder.onJoined((joined, epoch, headSeq) => {
    if (joined === room) history.write({ ...read, type: 'ok', epoch, headSeq })
  })
  await person.join([room])
  await readBack(person, room)
  person.tellTexts()
  return person
}
