import type { ChatClient, RoomView } from '@hubbub/client'
import type { RoomId, User } from '@hubbub/shared'

export type CommandDialog =
  | 'shortcuts'
  | 'leave-room'
  | 'invite'
  | 'new-message'
  | 'browse-rooms'
  | 'topic'
  | 'rename'
  | 'slow-mode'

/** What the page around the composer can do for a command. */
export interface PageActions {
  openDialog(dialog: CommandDialog): void
  search(query: string): void
}

/** Where a command is given. */
export interface Scene extends PageActions {
  client: Pick<
    ChatClient,
    | 'findPeople'
    | 'openDirect'
    | 'invite'
    | 'listRooms'
    | 'joinRoom'
    | 'setTopic'
    | 'renameRoom'
    | 'setSlowMode'
    | 'getState'
  >
  view: RoomView
  me: User
  /** Those whom this page knows. */
  people: readonly User[]
}

export type Outcome =
  /** This is said in the room. */
  | { kind: 'send'; text: string }
  /** @param says what has come of it, where nothing else tells */
  | { kind: 'done'; says?: string }
  /** @param draft what is to stand in the composer there */
  | { kind: 'go'; to: RoomId; draft: string }

export interface Command {
  name: string
  /** What stands behind the name, for people; empty: nothing. */
  takes: string
  what: string
  /** Its result is a message of this room, which may also answer another one. */
  isMessage?: boolean
  /** What is behind the name begins with that of a person. */
  isToPerson?: boolean
  /** @throws CommandRefused, or CommandFailed of the client */
  run(rest: string, scene: Scene): Outcome | Promise<Outcome>
}

/** What to tell the person who gave the command. */
export class CommandRefused extends Error {
  override name = 'CommandRefused'
}
