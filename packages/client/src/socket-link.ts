// Links over Socket.IO. Its own reconnection, buffers and retries stay unused: they would send what a person wrote
// before the rooms are joined again, in an order of their own. Each attempt is a socket of its own.

import { PROTOCOL_VERSION, type ServerToClientEvents, SOCKET_PATH } from '@hubbub/shared'
import { io, type Socket } from 'socket.io-client'
import type { Clock } from './clock.js'
import { createLink, type Facts, type Link, type LinkEnd, type OpenLink } from './link.js'
import { parseFailure } from './parse-failure.js'

export function createSocketLinks(options: {
  url: string
  clock: Clock
  /** Extra request headers; Node only. */
  headers?: Readonly<Record<string, string>> | undefined
  /** The address of this machine that WebSockets are opened from; Node only. */
  localAddress?: string | undefined
}): OpenLink {
  return function openLink(transports, events) {
    const socket: Socket<ServerToClientEvents> = io(options.url, {
      path: SOCKET_PATH,
      auth: { protocolVersion: PROTOCOL_VERSION },
      transports: [...transports],
      tryAllTransports: true,
      forceNew: true,
      reconnection: false,
      ...(options.headers && { extraHeaders: { ...options.headers } }),
      ...(options.localAddress && { localAddress: options.localAddress }),
    })
    // Socket.IO's types cannot follow a generic event name; the signature of `command` keeps name and payload together.
    const untyped: Socket = socket

    const { link, opened, ended } = createLink({
      clock: options.clock,
      events,
      write: (name, command, answered) => untyped.emit(name, command, answered),
      disconnect() {
        socket.off()
        socket.disconnect()
      },
    })
    socket.on('connect_error', error => ended(reasonOf(error)))
    socket.on('disconnect', () => ended({ kind: 'lost' }))
    socket.on('server:welcome', opened)
    listen(socket, link, events.facts)
    return link
  }
}

function listen(socket: Socket<ServerToClientEvents>, link: Link, facts: Facts) {
  socket.on('room:entries', batch => facts['room:entries'](link, batch))
  socket.on('room:resync', notice => facts['room:resync'](link, notice))
  socket.on('rooms:changed', () => facts['rooms:changed'](link))
  socket.on('presence:changed', change => facts['presence:changed'](link, change))
  socket.on('typing:changed', change => facts['typing:changed'](link, change))
  socket.on('read:marked', mark => facts['read:marked'](link, mark))
  socket.on('notify:changed', change => facts['notify:changed'](link, change))
  socket.on('server:draining', notice => facts['server:draining'](link, notice))
  socket.on('session:revoked', () => facts['session:revoked'](link))
}

function reasonOf(error: Error & { data?: unknown }): LinkEnd {
  const failure = parseFailure(error.data)
  return failure === null ? { kind: 'lost' } : { kind: 'refused', failure }
}
