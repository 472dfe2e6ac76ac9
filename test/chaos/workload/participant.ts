// A client that takes part in the workload and whose every fact goes into the history, whichever chat it speaks to.

import type { RoomId } from '@hubbub/shared'

export interface Participant {
  /** Unique in the run. */
  readonly name: string
  readonly userId: string
  isConnected(): boolean
  /** Rooms it has joined and not left. */
  rooms(): readonly RoomId[]
  /** Tries until it is in all of them. */
  join(rooms: readonly RoomId[]): Promise<void>
  send(roomId: RoomId, text: string): void
  /** Changes or deletes a message of the room that it has on its screen, where that can be done. */
  change(roomId: RoomId, text: string): void
  /** Messages of a room, and changes of such, that nobody has answered yet. */
  pending(roomId: RoomId): number
  /** Writes down what the changed messages on its screen say. */
  tellTexts(): void
  /** Its connection is about to end by its own wish. */
  willBeAway(): void
  /** Closes the connection in order and stays away until `comeBack`. */
  goAway(): void
  comeBack(): void
  stop(): void
}

/** What all participants of a process have done so far. */
export interface Counts {
  sends: number
  acks: number
  deliveries: number
  /** What looks wrong at once, before the checker has seen the whole. */
  suspicious: number
}

export function noCounts(): Counts {
  return { sends: 0, acks: 0, deliveries: 0, suspicious: 0 }
}
