import { CommandFailed } from '@hubbub/client'
import type { User } from '@hubbub/shared'
import { describeFailure } from '../../ui/failure-text.js'
import type { Acting } from './restrict.js'

const NOT_THERE = 'This person is not in this room any more, or is no moderator.'

/** Makes somebody a moderator, or takes that back, also of oneself. @returns whether it was done */
export async function appoint(
  { client, view, onProblem }: Acting,
  person: Pick<User, 'userId'>,
  moderator: boolean,
): Promise<boolean> {
  onProblem(null)
  try {
    await client.appoint(view.room.roomId, person.userId, moderator)
    return true
  } catch (error) {
    const isStranger = error instanceof CommandFailed && error.code === 'not_found'
    onProblem(isStranger ? NOT_THERE : describeFailure(error))
    return false
  }
}
