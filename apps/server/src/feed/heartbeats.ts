// Pings WebSockets in groups, in the place of Engine.IO. That has timers for each connection, which wake a worker for
// each ping and for each answer; groups cost less than half the processor time. Where a connection is told something towards
// the end of its interval, the ping goes along and costs no write of its own. Always true:
//  - the client sees what Engine.IO promised it in the handshake: a ping when the interval has passed, or before;
//  - who has not answered a ping in time is cut off, but never before what has arrived meanwhile has been read;
//  - a connection that polls, may still upgrade, or is not as expected is left to Engine.IO.

import type { ChatServer } from '../sockets.js'
import { cut } from './cut.js'
import { type Companion, type Line, lineTo, textFrame, writeStraight } from './frame-writer.js'

/** How often those whose turn it is are pinged: small beside the interval, long enough to bring many together. */
const GROUP_MS = 100
/** Part of the interval after which a ping may go along: each answer costs more the more often there is one. */
const ALONG_FROM = 0.7
/** Engine.IO's packet type. */
const PING = textFrame('2')

/** The private parts of an Engine.IO socket that this needs, and its public events. */
interface Engine {
  pingIntervalTimer: NodeJS.Timeout | null
  sendPacket(type: 'ping'): void
  close(discard: boolean): void
  readonly transport: unknown
  on(event: 'heartbeat', listener: () => void): void
  once(event: 'close', listener: () => void): void
}

interface Beat extends Companion {
  line: Line
  at: number
}

/** @param times as Engine.IO was told them, in ms */
export function startHeartbeats(
  io: ChatServer,
  times: { pingIntervalMs: number; pingTimeoutMs: number },
  now: () => number,
) {
  // Both in the order in which it is their turn: what is put in last is due last.
  const toPing = new Map<Engine, Beat>()
  const unanswered = new Map<Engine, { at: number }>()

  io.engine.on('connection', (engine: unknown) => {
    if (!isEngine(engine)) return
    const line = lineTo(engine)
    if (line.straight === null) return
    if (engine.pingIntervalTimer !== null) clearTimeout(engine.pingIntervalTimer)
    engine.pingIntervalTimer = null
    const beat = beatOf(engine, line)
    toPing.set(engine, beat)
    line.companion = beat
    engine.on('heartbeat', () => void unanswered.delete(engine))
    engine.once('close', () => {
      toPing.delete(engine)
      unanswered.delete(engine)
    })
  })

  const groups = setInterval(() => {
    // When this process stood still, the answers lie in the sockets: they are read before that.
    setImmediate(() => {
      cutOverdue()
      pingDue()
    })
  }, GROUP_MS)
  return { stop: () => clearInterval(groups) }

  function beatOf(engine: Engine, line: Line): Beat {
    return {
      line,
      at: now() + times.pingIntervalMs,
      take() {
        if (unanswered.has(engine) || now() < this.at - (1 - ALONG_FROM) * times.pingIntervalMs) return null
        noteAsPinged(engine, this)
        return PING
      },
    }
  }

  function noteAsPinged(engine: Engine, beat: Beat): void {
    toPing.delete(engine)
    beat.at = now() + times.pingIntervalMs
    toPing.set(engine, beat)
    unanswered.delete(engine)
    unanswered.set(engine, { at: now() + times.pingTimeoutMs })
  }

  function pingDue(): void {
    for (const [engine, beat] of toPing) {
      if (beat.at > now()) return
      noteAsPinged(engine, beat)
      if (!writeStraight(beat.line, PING)) engine.sendPacket('ping')
    }
  }

  function cutOverdue(): void {
    for (const [engine, { at }] of unanswered) {
      if (at > now()) return
      unanswered.delete(engine)
      toPing.delete(engine)
      cut(engine)
    }
  }
}

function isEngine(value: unknown): value is Engine {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof Reflect.get(value, 'pingIntervalTimer') === 'object' &&
    typeof Reflect.get(value, 'sendPacket') === 'function'
  )
}
