import type { RoomView } from '@hubbub/client'

/** Whether the user wants to be told of nothing in this room. */
export function isQuiet({ notifyLevel }: Pick<RoomView, 'notifyLevel'>): boolean {
  return notifyLevel === 'none'
}
