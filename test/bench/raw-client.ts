// One WebSocket connection on a bare TCP socket. Bytes are read into one buffer for all connections and looked at there:
// no streams, no copies, no event per frame.

import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { clientFrame, createFrameReader, OPCODE } from './frames.js'

export interface RawClient {
  send(text: string): void
  close(): void
}

export interface RawClientEvents {
  /** The server has switched to WebSocket. */
  opened(): void
  /** A text frame: bytes from `start` to before `end`, valid only during the call. */
  heard(bytes: Buffer, start: number, end: number): void
  /** Once, whoever ended it, unless it was `close`. */
  ended(reason: string): void
}

const READ_BYTES = 256 * 1024
const HEAD_END = '\r\n\r\n'
const shared = Buffer.allocUnsafe(READ_BYTES)

export function openRawClient(
  address: { port: number; localAddress: string; path: string; cookie: string },
  events: RawClientEvents,
): RawClient {
  let head = ''
  let isOpen = false
  let isOver = false
  const readFrames = createFrameReader((opcode, bytes, start, end) => {
    if (opcode === OPCODE.text) events.heard(bytes, start, end)
    else if (opcode === OPCODE.ping)
      socket.write(clientFrame(bytes.toString('utf8', start, end), OPCODE.pong))
    else if (opcode === OPCODE.close) finish('closed by the server')
  })
  const socket = connect({
    host: '127.0.0.1',
    port: address.port,
    localAddress: address.localAddress,
    noDelay: true,
    onread: {
      buffer: shared,
      callback(length) {
        if (isOver) return true
        if (isOpen) readFrames(shared, length)
        else readHead(length)
        return true
      },
    },
  })
  socket.once('connect', () => socket.write(upgradeRequest(address)))
  socket.once('error', error => finish(error.message))
  socket.once('close', () => finish('the connection ended'))

  return {
    send: text => void socket.write(clientFrame(text)),
    close() {
      isOver = true
      socket.destroy()
    },
  }

  function readHead(length: number): void {
    head += shared.toString('latin1', 0, length)
    const end = head.indexOf(HEAD_END)
    if (end < 0) return
    isOpen = head.startsWith('HTTP/1.1 101')
    if (!isOpen) finish(head.slice(0, head.indexOf('\r\n')))
    else {
      const after = Buffer.from(head.slice(end + HEAD_END.length), 'latin1')
      events.opened()
      readFrames(after, after.length)
    }
  }

  function finish(reason: string): void {
    if (isOver) return
    isOver = true
    socket.destroy()
    events.ended(reason)
  }
}

function upgradeRequest({ port, path, cookie }: { port: number; path: string; cookie: string }): string {
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    'Sec-WebSocket-Version: 13',
    ...(cookie === '' ? [] : [`Cookie: ${cookie}`]),
  ]
  return lines.join('\r\n') + HEAD_END
}
