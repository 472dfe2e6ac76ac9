import type { RoomSummary } from '@hubbub/shared'
import { CommandFailed } from './command-failed.js'
import type { Link } from './link.js'
import { untilAnswered } from './until-answered.js'

/** The rooms that the user is a member of; null when they cannot be learnt over this link, which has ended then. */
export async function askOwnRooms(link: Link, random: () => number): Promise<readonly RoomSummary[] | null> {
  try {
    const directory = await untilAnswered(link, random, () => link.command('rooms:list', {}))
    return directory?.mine ?? null
  } catch (failure) {
    if (!(failure instanceof CommandFailed)) throw failure
    // Of no use any more: begin again with another, in good time.
    link.close()
    return null
  }
}
