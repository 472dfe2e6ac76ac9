// The other end of a client's links, played by a test: every command waits here until it is answered, refused, left to
// time out or lost with its link.

import { ACK_TIMEOUT_MS, ERRORS, type ErrorCode, type ServerToClientEvents } from '@hubbub/shared'
import type { Clock } from '../../../packages/client/src/clock.js'
import { CommandFailed, noAnswer } from '../../../packages/client/src/command-failed.js'
import type {
  Command,
  CommandName,
  CommandResult,
  Link,
  LinkEnd,
  LinkEvents,
  OpenLink,
  Transport,
} from '../../../packages/client/src/link.js'

/** One command as the other end sees it. */
export interface Received<Name extends CommandName = CommandName> {
  name: Name
  command: Command<Name>
  answer(value: CommandResult<Name>): void
  refuse(code: ErrorCode, retryAfterMs?: number): void
}

export interface FakeLink {
  readonly link: Link
  readonly transports: readonly Transport[]
  /** Commands without an answer so far, oldest first. */
  readonly waiting: readonly Received[]
  welcome(worker?: string): void
  tell<Name extends keyof ServerToClientEvents>(
    name: Name,
    ...fact: Parameters<ServerToClientEvents[Name]>
  ): void
  end(end?: LinkEnd): void
  hasEnded(): boolean
  /** Takes the oldest waiting command of this name. @throws when there is none */
  take<Name extends CommandName>(name: Name): Received<Name>
}

export interface FakeLinks {
  readonly openLink: OpenLink
  /** All that were ever opened, oldest first. */
  readonly all: readonly FakeLink[]
  /** The newest. @throws when none was opened */
  newest(): FakeLink
}

/** @param receive sees each command first; returns whether it took care of it */
export function createFakeLinks(
  clock: Clock,
  receive: (received: Received, from: FakeLink) => boolean = () => false,
): FakeLinks {
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
  receive: (received: Received, from: FakeLink) => boolean
}): FakeLink {
  const { clock, events, transports } = options
  let state: 'opening' | 'open' | 'ended' = 'opening'
  let closesWhenIdle = false
  const waiting: Received[] = []
  const unsettled = new Set<(failure: CommandFailed) => void>()
  const pauses = new Set<() => void>()

  const link: Link = {
    isOpen: () => state === 'open',
    command,
    pause: ms =>
      new Promise(resolve => {
        if (state === 'ended') return resolve()
        const over = () => {
          pauses.delete(over)
          cancel()
          resolve()
        }
        const cancel = clock.after(ms, over)
        pauses.add(over)
      }),
    close: () => end({ kind: 'lost' }),
    closeWhenIdle() {
      closesWhenIdle = true
      if (unsettled.size === 0) end({ kind: 'lost' })
    },
  }

  function command<Name extends CommandName>(name: Name, sent: Command<Name>, timeoutMs = ACK_TIMEOUT_MS) {
    return new Promise<CommandResult<Name>>((resolve, reject) => {
      if (state !== 'open') return reject(noAnswer('Not connected.'))
      const settle = (act: () => void) => {
        if (!unsettled.delete(fail)) return
        cancelTimeout()
        act()
        if (closesWhenIdle && unsettled.size === 0) end({ kind: 'lost' })
      }
      const fail = (failure: CommandFailed) => settle(() => reject(failure))
      const cancelTimeout = clock.after(timeoutMs, () => fail(noAnswer('No answer in time.')))
      unsettled.add(fail)
      const received: Received<Name> = {
        name,
        // The wire: what is sent is written down, not shared.
        command: structuredClone(sent),
        answer: value => settle(() => resolve(value)),
        refuse: (code, retryAfterMs) =>
          fail(new CommandFailed(code, code, ERRORS[code].retryable, retryAfterMs)),
      }
      const asAny = received as unknown as Received
      if (!options.receive(asAny, fake)) waiting.push(asAny)
    })
  }

  function end(reason: LinkEnd) {
    if (state === 'ended') return
    state = 'ended'
    for (const fail of [...unsettled]) fail(noAnswer('The connection was lost.'))
    for (const over of [...pauses]) over()
    events.ended(link, reason)
  }

  const fake: FakeLink = {
    link,
    transports,
    waiting,
    welcome(worker = 'w1') {
      state = 'open'
      events.facts['server:welcome'](link, { user: { userId: 'u' as never, name: 'U' }, node: 'n1', worker })
    },
    tell(name, ...fact) {
      if (state === 'open') events.facts[name](link, ...fact)
    },
    end: (reason = { kind: 'lost' }) => end(reason),
    hasEnded: () => state === 'ended',
    take<Name extends CommandName>(name: Name) {
      const index = waiting.findIndex(received => received.name === name)
      const [taken] = index === -1 ? [] : waiting.splice(index, 1)
      if (!taken)
        throw new Error(`no ${name} is waiting, only ${waiting.map(one => one.name).join(', ') || 'nothing'}`)
      return taken as unknown as Received<Name>
    },
  }
  return fake
}
