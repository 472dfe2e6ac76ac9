// A process of the workload, started by the command: node crew.js <plan as JSON>. It ends when told to, or with the command.

import { randomFrom } from '../../support/seeded-random.js'
import { openHistory } from '../write-history.js'
import type { CrewPlan, FromCrew, ToCrew } from './crew-messages.js'
import { noCounts, type Participant } from './participant.js'
import { type Role, startRole } from './roles.js'

const COUNTS_EVERY_MS = 500

const plan = JSON.parse(process.argv[2] ?? '') as CrewPlan
const history = openHistory(plan.dir, plan.process)
const counts = noCounts()
const people = new Set<Participant>()
const role: Role = startRole({ plan, history, counts, people, random: randomFrom(plan.seed) })

const tell = (message: FromCrew) => void process.send?.(message)
const connected = () => [...people].filter(person => person.isConnected())

process.on('message', (message: ToCrew) => void obey(message).catch(fail))
process.on('disconnect', () => process.exit(1))
setInterval(() => tell({ type: 'counts', connected: connected().length, counts }), COUNTS_EVERY_MS)
role.ready.then(() => tell({ type: 'ready' }), fail)

async function obey(message: ToCrew): Promise<void> {
  if (message.type === 'calm') await role.calm()
  if (message.type === 'finish') {
    await role.finish()
    tell({ type: 'finished' })
  }
  if (message.type === 'links') role.links(message.what)
  if (message.type === 'who-is-present') {
    for (const person of people) person.tellTexts()
    const users = connected().flatMap(({ userId, rooms }) => rooms().map(room => [room, userId] as const))
    tell({ type: 'present', users })
  }
  if (message.type === 'stop') {
    await role.stop()
    for (const person of people) person.stop()
    history.close()
    process.exit(0)
  }
}

function fail(error: unknown): void {
  tell({ type: 'failed', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) })
}
