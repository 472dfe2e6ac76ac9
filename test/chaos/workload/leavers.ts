// Those who sign out while they are connected: from then on they must hear nothing.

import { setTimeout as sleep } from 'node:timers/promises'
import { createAccountApi } from '@hubbub/client'
import { eventually } from '../../support/eventually.js'
import type { HistoryWriter } from '../write-history.js'
import { type HubbubParticipant, openHubbubClient } from './hubbub-client.js'
import type { Role, Stage } from './roles.js'
import { visits } from './visits.js'

const STAYS_MS = [2_000, 8_000] as const
/** A revoked session has no connection after 10 s, whatever was lost. */
const CLOSED_WITHIN_MS = 30_000

export function leavers(stage: Stage): Partial<Role> & Pick<Role, 'ready'> {
  const { plan, history, counts, people, random } = stage
  return visits(stage, async name => {
    const person = await openHubbubClient({ url: plan.url, name, history, counts, random })
    people.add(person)
    await person.join([random.pick(plan.rooms)])
    await sleep(random.integer(...STAYS_MS))
    await signOut(plan.url, person, history)
    await eventually(
      () => {
        if (person.client.getState().connection.state !== 'signed-out')
          throw new Error(`${name} is not signed out`)
      },
      { withinMs: CLOSED_WITHIN_MS },
    )
    person.stop()
    people.delete(person)
  })
}

/** Tries until the server agrees. */
export async function signOut(url: string, person: HubbubParticipant, history: HistoryWriter): Promise<void> {
  const { name, signedIn } = person
  const revoke = { f: 'revoke', client: name, session: name } as const
  history.write({ ...revoke, type: 'invoke' })
  const { logout } = createAccountApi({ url, headers: { cookie: signedIn.cookie } })
  await eventually(logout, { withinMs: CLOSED_WITHIN_MS, everyMs: 200 })
  history.write({ ...revoke, type: 'ok' })
}
