import { once } from 'node:events'
import { expect, test } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { clientFrame, createFrameReader } from '../../bench/frames.js'
import { openRawClient } from '../../bench/raw-client.js'

/** As a server sends it: not masked. */
function serverFrame(text: string): Buffer {
  const payload = Buffer.from(text)
  if (payload.length < 126) return Buffer.concat([Buffer.from([0x81, payload.length]), payload])
  const head = Buffer.from(payload.length < 65_536 ? [0x81, 126, 0, 0] : [0x81, 127, 0, 0, 0, 0, 0, 0, 0, 0])
  if (payload.length < 65_536) head.writeUInt16BE(payload.length, 2)
  else head.writeBigUInt64BE(BigInt(payload.length), 2)
  return Buffer.concat([head, payload])
}

test('frames of all sizes are told once and whole, however the bytes are cut', () => {
  const texts = ['', 'a', 'x'.repeat(125), 'y'.repeat(126), 'z'.repeat(70_000), 'ä€😀']
  for (const size of [1, 2, 3, 127, 4_096, 100_000]) {
    // The large one in single bytes would take seconds.
    const said = texts.filter(text => text.length < size * 1_000)
    const bytes = Buffer.concat(said.map(serverFrame))
    const heard: string[] = []
    const read = createFrameReader((_, all, start, end) => heard.push(all.toString('utf8', start, end)))
    for (let at = 0; at < bytes.length; at += size) {
      const piece = bytes.subarray(at, at + size)
      read(piece, piece.length)
    }
    expect(heard).toEqual(said)
  }
})

test('a real WebSocket server understands the frames and is understood', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  server.on('connection', (socket: WebSocket) => {
    socket.on('message', (data: Buffer) => socket.send(data.toString()))
  })

  const texts = ['2', 'short', 'ü'.repeat(40_000 / 2)]
  const heard: string[] = []
  const client = openRawClient(
    { port, localAddress: '127.0.0.9', path: '/', cookie: '' },
    {
      opened: () => {
        for (const text of texts) client.send(text)
      },
      heard: (bytes, start, end) => heard.push(bytes.toString('utf8', start, end)),
      ended: reason => heard.push(reason),
    },
  )
  await expect.poll(() => heard).toEqual(texts)
  client.close()
  server.close()
})

test('a frame that is too long to be masked by hand is refused', () => {
  expect(() => clientFrame('x'.repeat(65_536))).toThrow(RangeError)
})
