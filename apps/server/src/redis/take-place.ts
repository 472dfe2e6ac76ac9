import { ChatError, type RoomId } from '@hubbub/shared'
import { type Commands, reach } from './connections.js'
import { createScript } from './script.js'

/**
 * Puts rooms into lists of users that others may fill up to a number. First the list, then the room: a place that was
 * taken for nothing costs less than one too many.
 */
export function createTakePlace(redis: Commands) {
  const script = createScript(redis, 'take-place.lua')
  /** @throws ChatError too_many_rooms, in these words */
  return async (list: string, roomId: RoomId, most: number, tooMany: string): Promise<void> => {
    const isTaken = await reach(script([list], [roomId, most]))
    if (isTaken !== 1) throw new ChatError('too_many_rooms', tooMany)
  }
}
