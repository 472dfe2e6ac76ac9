// One connection from its opening to its end. Always true:
//  - it opens at most once and ends exactly once; a new connection is a new link;
//  - a command is written at once or fails at once, and is settled by its answer, its timeout or the end of the link,
//    whichever comes first.

import {
  ACK_TIMEOUT_MS,
  type Ack,
  type ClientToServerEvents,
  type Failure,
  type ServerToClientEvents,
  type Welcome,
} from '@hubbub/shared'
import type { Clock } from './clock.js'
import { CommandFailed, fromFailure, noAnswer } from './command-failed.js'
import { parseFailure } from './parse-failure.js'

/** From the first packet to the server's welcome. */
const OPEN_TIMEOUT_MS = 10_000

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

export interface LinkDeps {
  clock: Clock
  events: LinkEvents
  /** Writes a command at once; `answered` is called with whatever comes back. */
  write(name: CommandName, command: object, answered: (answer: unknown) => void): void
  disconnect(): void
}

/** @returns the link, and what the transport under it tells it */
export function createLink({ clock, events, write, disconnect }: LinkDeps) {
  let state: 'opening' | 'open' | 'ended' = 'opening'
  let closesWhenIdle = false
  /** How to fail each command under way. */
  const underWay = new Set<(failure: CommandFailed) => void>()
  /** How to end each pause. */
  const pauses = new Set<() => void>()
  const cancelOpenTimeout = clock.after(OPEN_TIMEOUT_MS, () => ended({ kind: 'timed-out' }))
  const link: Link = { isOpen: () => state === 'open', command, pause, close, closeWhenIdle }

  function command<Name extends CommandName>(name: Name, sent: Command<Name>, timeoutMs = ACK_TIMEOUT_MS) {
    return new Promise<CommandResult<Name>>((resolve, reject) => {
      if (state !== 'open') return reject(noAnswer('Not connected.'))

      const fail = (failure: CommandFailed) => settle(() => reject(failure))
      const settle = (act: () => void) => {
        if (!underWay.delete(fail)) return
        cancelTimeout()
        act()
        if (closesWhenIdle && underWay.size === 0) close()
      }
      const cancelTimeout = clock.after(timeoutMs, () => fail(noAnswer('The server did not answer in time.')))
      underWay.add(fail)
      write(name, sent, answer => settle(() => readAnswer<CommandResult<Name>>(answer, resolve, reject)))
    })
  }

  function pause(ms: number): Promise<void> {
    return new Promise(resolve => {
      if (state === 'ended') return resolve()
      const over = () => {
        cancel()
        pauses.delete(over)
        resolve()
      }
      const cancel = clock.after(ms, over)
      pauses.add(over)
    })
  }

  function close() {
    ended({ kind: 'lost' })
  }

  function closeWhenIdle() {
    closesWhenIdle = true
    if (underWay.size === 0) close()
  }

  function opened(welcome: Welcome) {
    if (state !== 'opening') return
    state = 'open'
    cancelOpenTimeout()
    events.facts['server:welcome'](link, welcome)
  }

  function ended(end: LinkEnd) {
    if (state === 'ended') return
    state = 'ended'
    cancelOpenTimeout()
    disconnect()
    for (const fail of [...underWay]) fail(noAnswer('The connection was lost.'))
    for (const over of [...pauses]) over()
    events.ended(link, end)
  }

  return { link, opened, ended }
}

/** The one place where an answer enters: its envelope is checked, its value is the server's word. */
function readAnswer<Value>(
  answer: unknown,
  resolve: (value: Value) => void,
  reject: (failure: CommandFailed) => void,
) {
  if (
    typeof answer === 'object' &&
    answer !== null &&
    'ok' in answer &&
    answer.ok === true &&
    'value' in answer
  )
    return resolve(answer.value as Value)

  const failure = parseFailure(answer)
  // A code that this version does not know: the server is newer, and what it means cannot be acted on.
  reject(failure ? fromFailure(failure) : new CommandFailed('internal', 'The server refused.', false))
}
