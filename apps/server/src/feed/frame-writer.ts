// Writes ready WebSocket frames straight to the TCP sockets under Engine.IO. Always true:
//  - what one connection is told leaves in the order in which it was told, by whichever way: a frame goes straight only
//    where nothing that was told before waits in front of the TCP socket;
//  - a connection that polls, upgrades, closes or is behind with its reading is left to the public path, so that what
//    waits for it is found where `slow-readers.ts` looks.
// Private fields of Engine.IO and ws are reached for here and, by `field`, in `slow-readers.ts` and `cut.ts`; those of
// Engine.IO's heartbeat in `heartbeats.ts`. Where they are not as expected, nothing is written here.
// `test/integration/straight-frames.test.ts` compares its bytes with those of the public path.

import { Socket } from 'node:net'

const FIN_TEXT = 0x81
const LENGTH_16 = 126
const LENGTH_64 = 127

/** The fields of Engine.IO and ws that are looked at for each frame. */
interface Engine {
  readonly readyState: string
  readonly transport: Transport
  readonly writeBuffer: readonly unknown[]
}
interface Transport {
  readonly writable: boolean
}
interface WebSocket {
  readonly readyState: number
  readonly OPEN: number
  readonly bufferedAmount: number
}

/** A connection whose transport is a WebSocket over TCP. */
interface Straight {
  engine: Engine
  transport: Transport
  webSocket: WebSocket
  tcp: Socket
}

/** One unfragmented text frame of a server (RFC 6455). */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text)
  const headLength = length < LENGTH_16 ? 2 : length < 65_536 ? 4 : 10
  const frame = Buffer.allocUnsafe(headLength + length)
  frame[0] = FIN_TEXT
  if (headLength === 2) frame[1] = length
  else if (headLength === 4) {
    frame[1] = LENGTH_16
    frame.writeUInt16BE(length, 2)
  } else {
    frame[1] = LENGTH_64
    frame.writeBigUInt64BE(BigInt(length), 2)
  }
  frame.write(text, headLength)
  return frame
}

/** A small frame, like a ping, that may go along with another and so costs no write of its own. */
export interface Companion {
  /** @returns the frame, which then leaves; null: it is too early for it */
  take(): Buffer | null
}
/** Nothing goes along with larger frames: both are copied, and what is asked behind a long one is answered late. */
const ALONG_MAX_BYTES = 4_096

/** The way to one connection. */
export interface Line {
  readonly conn: object
  /** null: no WebSocket over TCP, as far as can be seen. */
  straight: Straight | null
  companion: Companion | null
}

const lines = new WeakMap<object, Line>()

/** @param conn an Engine.IO socket @returns always the same line for it */
export function lineTo(conn: object): Line {
  const known = lines.get(conn)
  if (known !== undefined) return known
  const line = { conn, straight: lookInto(conn), companion: null }
  lines.set(conn, line)
  return line
}

/** Whether the connection is an open WebSocket and nothing waits for it in this process. */
export function isDrained(line: Line): boolean {
  // An upgrade has put another transport in its place.
  if (line.straight === null || line.straight.engine.transport !== line.straight.transport) {
    line.straight = lookInto(line.conn)
    if (line.straight === null) return false
  }
  const { engine, transport, webSocket } = line.straight
  return (
    engine.readyState === 'open' &&
    engine.writeBuffer.length === 0 &&
    transport.writable &&
    webSocket.readyState === webSocket.OPEN &&
    webSocket.bufferedAmount === 0
  )
}

/** @returns false: nothing was written, it has to go by the public path */
export function writeStraight(line: Line, frame: Buffer): boolean {
  if (!isDrained(line)) return false
  const along = frame.length <= ALONG_MAX_BYTES ? line.companion?.take() : null
  line.straight?.tcp.write(along ? Buffer.concat([frame, along]) : frame)
  return true
}

function lookInto(conn: object): Straight | null {
  if (!isEngine(conn)) return null
  const { transport } = conn
  if (field(transport, 'name') !== 'websocket') return null
  const webSocket = field(transport, 'socket')
  const tcp = field(webSocket, '_socket')
  return isWebSocket(webSocket) && tcp instanceof Socket ? { engine: conn, transport, webSocket, tcp } : null
}

function isEngine(conn: object): conn is Engine {
  return (
    typeof field(conn, 'readyState') === 'string' &&
    Array.isArray(field(conn, 'writeBuffer')) &&
    typeof field(field(conn, 'transport'), 'writable') === 'boolean'
  )
}

function isWebSocket(value: unknown): value is WebSocket {
  return (
    typeof field(value, 'readyState') === 'number' &&
    field(value, 'OPEN') === 1 &&
    typeof field(value, 'bufferedAmount') === 'number'
  )
}

/** @returns undefined where there is no such field */
export function field(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null && name in of ? Reflect.get(of, name) : undefined
}
