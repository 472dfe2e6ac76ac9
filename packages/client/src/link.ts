// One connection from its opening to its end. Always true:
//  - it opens at most once and ends exactly once; a new connection is a new link;
//  - a command is written at once or fails at once, and is settled by its answer, its timeout or the end of the link,
//    whichever comes first.

import type { Ack, ClientToServerEvents, Failure, ServerToClientEvents } from '@hubbub/shared'

export type CommandName = keyof ClientToServerEvents
export type Command<Name extends CommandName> = Parameters<ClientToServerEvents[Name]>[0]
export type CommandResult<Name extends CommandName> =
  Parameters<ClientToServerEvents[Name]>[1] extends Ack<infer Value> ? Value : never

export interface Link {
  /** Whether the server has welcomed it and it has not ended. */
  isOpen(): boolean
  /**
   * @param timeoutMs how long to wait for the answer, in milliseconds; ACK_TIMEOUT_MS when left out
   * @throws CommandFailed; `unavailable` when the link ended or no answer came in time
   */
  command<Name extends CommandName>(
    name: Name,
    command: Command<Name>,
    timeoutMs?: number,
  ): Promise<CommandResult<Name>>
  /** Waits `ms` milliseconds, or less when the link ends first. */
  pause(ms: number): Promise<void>
  close(): void
  /** Closes once every command under way is settled. */
  closeWhenIdle(): void
}

/** `refused` carries the server's reason; `timed-out` means that the other end never said anything. */
export type LinkEnd = { kind: 'lost' } | { kind: 'timed-out' } | { kind: 'refused'; failure: Failure }

/** What the server says without being asked, each with the link it came over. */
export type Facts = {
  [Name in keyof ServerToClientEvents]: (link: Link, ...fact: Parameters<ServerToClientEvents[Name]>) => void
}

export interface LinkEvents {
  facts: Facts
  /** Never called before `openLink` has returned. */
  ended(link: Link, end: LinkEnd): void
}

export type Transport = 'polling' | 'websocket'

/** Starts to open a link; `server:welcome` tells that it is open. */
export type OpenLink = (transports: readonly Transport[], events: LinkEvents) => Link
