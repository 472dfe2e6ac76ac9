import { type ChatClient, CommandFailed, type RoomView } from '@hubbub/client'
import type { Restriction, User } from '@hubbub/shared'
import { describeFailure } from '../../ui/failure-text.js'

const NOT_THERE = 'This person has not been in this room lately, or nothing stands against them any more.'

/** What of a room tells who moderates it, and who is restricted there. */
export type ModeratedRoom = Pick<RoomView, 'room' | 'isModerator' | 'moderators' | 'restricted'>

/** What a moderator's act takes. */
export interface Acting {
  client: ChatClient
  view: Pick<RoomView, 'room'>
  /** What could not be done; null: the next is being tried. */
  onProblem: (problem: string | null) => void
}

/** @returns whether it was done */
export async function restrict(
  { client, view, onProblem }: Acting,
  person: User,
  restriction: Restriction | null,
): Promise<boolean> {
  onProblem(null)
  try {
    await client.restrict(view.room.roomId, person.userId, restriction)
    return true
  } catch (error) {
    const isStranger = error instanceof CommandFailed && error.code === 'not_found'
    onProblem(isStranger ? NOT_THERE : describeFailure(error))
    return false
  }
}
