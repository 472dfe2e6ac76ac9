import { NAME_MAX_LENGTH, shortened, type User } from '@hubbub/shared'
import { isSameName } from '../mentions/find-name.js'
import { CommandRefused, type Outcome, type Scene } from './command.js'
import { nameAtStart } from './name-at-start.js'

/**
 * The text goes there as a draft: where a name ends in it is not always certain, and nothing must be said to somebody
 * who is not meant.
 */
export async function messagePerson(rest: string, scene: Scene): Promise<Outcome> {
  const wanted = withoutAt(rest)
  if (wanted === '') {
    scene.openDialog('new-message')
    return { kind: 'done' }
  }
  // Asked also when a name is known that fits: somebody else's may be longer.
  const named = nameAtStart(wanted, [...scene.people, ...(await findByFirstWord(wanted, scene))])
  // Where the name would end nobody knows; of whoever has but its first word, none fits.
  if (named === null) throw nobody(firstWord(firstLine(wanted)))
  const { person, after } = named
  if (person.userId === scene.me.userId) throw new CommandRefused('That is your own name.')
  return { kind: 'go', to: await scene.client.openDirect(person.userId), draft: after }
}

export async function invitePerson(rest: string, scene: Scene): Promise<Outcome> {
  const { client, view, people, me } = scene
  if (view.partner !== null) throw new CommandRefused('A conversation of two takes nobody in.')
  const wanted = withoutAt(rest)
  if (wanted === '') {
    scene.openDialog('invite')
    return { kind: 'done' }
  }
  const isMeant = ({ name }: User) => isSameName(name, wanted)
  const person = people.find(isMeant) ?? (await findByFirstWord(wanted, scene)).find(isMeant)
  if (person === undefined) throw nobody(firstLine(wanted))
  if (person.userId === me.userId) throw new CommandRefused('You are in this room.')
  await client.invite(view.room.roomId, person.userId)
  return { kind: 'done', says: `${person.name} is a member now.` }
}

async function findByFirstWord(text: string, { client }: Scene): Promise<readonly User[]> {
  // By all of a short text first: of those who begin with the same word only some are told.
  const line = [...firstLine(text)].slice(0, NAME_MAX_LENGTH).join('').trim()
  const whole = await client.findPeople(line)
  const word = firstWord(line)
  return whole.length > 0 || word === line ? whole : client.findPeople(word)
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? ''
}

function firstWord(line: string): string {
  return line.split(/\s/, 1)[0] ?? line
}

function withoutAt(text: string): string {
  return text.replace(/^@\s*/, '')
}

function nobody(name: string): CommandRefused {
  return new CommandRefused(`Nobody is called ${shortened(name, 40)}.`)
}
