import { openHubbubClient } from './hubbub-client.js'
import type { Participant } from './participant.js'
import type { Stage } from './roles.js'
import { openTextbookClient } from './textbook-client.js'

/** Somebody new, in no room yet, on the chat that is under test. */
export async function openParticipant(
  stage: Stage,
  name: string,
  url = stage.plan.url,
): Promise<Participant> {
  const options = { ...stage, url, name }
  const person =
    stage.plan.product === 'hubbub' ? await openHubbubClient(options) : openTextbookClient(options)
  stage.people.add(person)
  return person
}
