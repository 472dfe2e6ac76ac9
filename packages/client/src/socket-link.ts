// A link over Socket.IO. Its own reconnection, buffers and retries stay unused: they would send what a person wrote
// before the rooms are joined again, in an order of their own. Each attempt is a socket of its own.

import {
  ACK_TIMEOUT_MS,
  PROTOCOL_VERSION,
  type ServerToClientEvents,
  SOCKET_PATH,
  type Welcome,
} from '@hubbub/shared'
import { io, type Socket } from 'socket.io-client'
import type { Clock } from './clock.js'
import { CommandFailed, fromFailure, noAnswer } from './command-failed.js'
import type { Command, CommandName, CommandResult, Link, LinkEnd, LinkEvents, OpenLink } from './link.js'
import { parseFailure } from './parse-failure.js'

/** From the first packet to the server's welcome. */
const OPEN_TIMEOUT_MS = 10_000

export function createSocketLinks(options: {
  url: string
  clock: Clock
  /** Extra request headers; Node only. */
  headers?: Readonly<Record<string, string>> | undefined
}): OpenLink {
  return (transports, events) => {
    const socket: Socket<ServerToClientEvents> = io(options.url, {
      path: SOCKET_PATH,
      auth: { protocolVersion: PROTOCOL_VERSION },
      transports: [...transports],
      tryAllTransports: true,
      forceNew: true,
      reconnection: false,
      ...(options.headers && { extraHeaders: { ...options.headers } }),
    })
    return createSocketLink(socket, options.clock, events)
  }
}

function createSocketLink(socket: Socket<ServerToClientEvents>, clock: Clock, events: LinkEvents): Link {
  let state: 'opening' | 'open' | 'ended' = 'opening'
  let closesWhenIdle = false
  /** How to fail each command under way. */
  const pending = new Set<(failure: CommandFailed) => void>()
  /** How to end each pause under way. */
  const pauses = new Set<() => void>()

  const link: Link = { isOpen: () => state === 'open', command, pause, close, closeWhenIdle }

  const cancelOpenTimeout = clock.after(OPEN_TIMEOUT_MS, () => end({ kind: 'timed-out' }))
  socket.on('connect_error', error => end(reasonOf(error)))
  socket.on('disconnect', () => end({ kind: 'lost' }))
  socket.on('server:welcome', opened)
  listen(socket, link, events)

  function opened(welcome: Welcome) {
    if (state !== 'opening') return
    state = 'open'
    cancelOpenTimeout()
    events.facts['server:welcome'](link, welcome)
  }

  function command<Name extends CommandName>(name: Name, payload: Command<Name>, timeoutMs = ACK_TIMEOUT_MS) {
    return new Promise<CommandResult<Name>>((resolve, reject) => {
      if (state !== 'open') return reject(noAnswer('Not connected.'))

      const settle = (act: () => void) => {
        if (!pending.delete(fail)) return
        cancelTimeout()
        act()
        if (closesWhenIdle && pending.size === 0) close()
      }
      const fail = (failure: CommandFailed) => settle(() => reject(failure))
      const cancelTimeout = clock.after(timeoutMs, () => fail(noAnswer('The server did not answer in time.')))
      pending.add(fail)
      emit(name, payload, answer => settle(() => readAnswer<CommandResult<Name>>(answer, resolve, reject)))
    })
  }

  // Socket.IO's types cannot follow a generic event name; the signature of `command` is what keeps the two together.
  function emit(name: string, payload: object, ack: (answer: unknown) => void) {
    const untyped: Socket = socket
    untyped.emit(name, payload, ack)
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
    end({ kind: 'lost' })
  }

  function closeWhenIdle() {
    closesWhenIdle = true
    if (pending.size === 0) close()
  }

  function end(reason: LinkEnd) {
    if (state === 'ended') return
    state = 'ended'
    cancelOpenTimeout()
    socket.off()
    socket.disconnect()
    for (const fail of [...pending]) fail(noAnswer('The connection was lost.'))
    for (const over of [...pauses]) over()
    events.ended(link, reason)
  }

  return link
}

function listen(socket: Socket<ServerToClientEvents>, link: Link, { facts }: LinkEvents) {
  socket.on('room:entries', batch => facts['room:entries'](link, batch))
  socket.on('room:resync', notice => facts['room:resync'](link, notice))
  socket.on('rooms:changed', () => facts['rooms:changed'](link))
  socket.on('presence:changed', change => facts['presence:changed'](link, change))
  socket.on('typing:changed', change => facts['typing:changed'](link, change))
  socket.on('read:marked', mark => facts['read:marked'](link, mark))
  socket.on('server:draining', notice => facts['server:draining'](link, notice))
  socket.on('session:revoked', () => facts['session:revoked'](link))
}

function reasonOf(error: Error & { data?: unknown }): LinkEnd {
  const failure = parseFailure(error.data)
  if (failure !== null) return { kind: 'refused', failure }
  return { kind: error.message === 'timeout' ? 'timed-out' : 'lost' }
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
