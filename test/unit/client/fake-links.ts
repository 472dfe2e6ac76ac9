// The other end of a client's links, played by a test: every command waits here until it is answered, refused, left to
// time out or lost with its link.

import {
  ChatError,
  type ErrorCode,
  parseUserId,
  type ServerToClientEvents,
  toFailure,
  type UserId,
} from '@hubbub/shared'
import type { Clock } from '../../../packages/client/src/clock.js'
import {
  type Command,
  type CommandName,
  type CommandResult,
  createLink,
  type Link,
  type LinkEnd,
  type LinkEvents,
  type OpenLink,
  type Transport,
} from '../../../packages/client/src/link.js'

/** One command as the other end sees it. */
export interface ReceivedCommand<Name extends CommandName> {
  name: Name
  command: Command<Name>
  answer(value: CommandResult<Name>): void
  refuse(code: ErrorCode, retryAfterMs?: number): void
}
export type Received = { [Name in CommandName]: ReceivedCommand<Name> }[CommandName]

/** Sees each command first. @returns whether it took care of it */
export type Receive = (received: Received, from: FakeLink) => boolean

export interface FakeLink {
  readonly link: Link
  readonly transports: readonly Transport[]
  /** Names of the commands without an answer so far, oldest first. */
  waiting(): readonly CommandName[]
  welcome(worker?: string, userId?: UserId): void
  tell<Name extends keyof ServerToClientEvents>(
    name: Name,
    ...fact: Parameters<ServerToClientEvents[Name]>
  ): void
  end(end?: LinkEnd): void
  refuse(code: ErrorCode, retryAfterMs?: number): void
  hasEnded(): boolean
  /** Takes the oldest waiting command of this name. @throws when there is none */
  take<Name extends CommandName>(name: Name): ReceivedCommand<Name>
}

export interface FakeLinks {
  readonly openLink: OpenLink
  /** All that were ever opened, oldest first. */
  readonly all: readonly FakeLink[]
  /** The newest. @throws when none was opened */
  newest(): FakeLink
}

export function createFakeLinks(clock: Clock, receive: Receive = () => false): FakeLinks {
  const all: FakeLink[] = []
  return {
    all,
    openLink(transports, events) {
      const fake = createFakeLink({ clock, events, transports, receive })
      all.push(fake)
      return fake.link
    },
    newest() {
      const fake = all.at(-1)
      if (!fake) throw new Error('no link was opened')
      return fake
    },
  }
}

function createFakeLink(options: {
  clock: Clock
  events: LinkEvents
  transports: readonly Transport[]
  receive: Receive
}): FakeLink {
  const { clock, events, transports, receive } = options
  const waiting: Received[] = []
  let hasEnded = false

  const { link, opened, ended } = createLink({
    clock,
    events,
    write(name, command, answered) {
      // What is sent is written down, not shared: it crosses a wire.
      const received = {
        name,
        command: structuredClone(command),
        answer: (value: unknown) => answered({ ok: true, value }),
        refuse: (code: ErrorCode, retryAfterMs?: number) => answered(failure(code, retryAfterMs)),
      } as Received
      if (!receive(received, fake)) waiting.push(received)
    },
    disconnect() {
      hasEnded = true
    },
  })

  const fake: FakeLink = {
    link,
    transports,
    waiting: () => waiting.map(received => received.name),
    welcome: (worker = 'w1', userId = parseUserId('u-ann')) =>
      opened({ user: { userId, name: 'Ann' }, node: 'n1', worker, operator: false }),
    tell(name, ...fact) {
      if (!hasEnded) events.facts[name](link, ...fact)
    },
    end: (end = { kind: 'lost' }) => ended(end),
    refuse: (code, retryAfterMs) => ended({ kind: 'refused', failure: failure(code, retryAfterMs) }),
    hasEnded: () => hasEnded,
    take<Name extends CommandName>(name: Name) {
      const taken = waiting.find(
        (received): received is Received & ReceivedCommand<Name> => received.name === name,
      )
      if (!taken) throw new Error(`no ${name} is waiting, only: ${fake.waiting().join(', ')}`)
      waiting.splice(waiting.indexOf(taken), 1)
      return taken
    },
  }
  return fake
}

const failure = (code: ErrorCode, retryAfterMs?: number) => toFailure(new ChatError(code, code, retryAfterMs))
