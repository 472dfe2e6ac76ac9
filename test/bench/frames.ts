// WebSocket frames by hand, as much of them as a generator needs that must cost far less than the servers it measures.
// Always true: a frame is told once, when all of its bytes have come, without a copy where one read brought it whole.

export const OPCODE = { text: 0x1, close: 0x8, ping: 0x9, pong: 0xa } as const

const FIN = 0x80
const MASKED = 0x80
const LENGTH_16 = 126
const LENGTH_64 = 127
/** Any key does; servers have to take it off again all the same. */
const MASK = Buffer.from([0x37, 0xfa, 0x21, 0x3d])

/** @throws RangeError when it has more than 65,535 bytes */
export function clientFrame(text: string, opcode: number = OPCODE.text): Buffer {
  const length = Buffer.byteLength(text)
  if (length > 0xffff) throw new RangeError(`a frame of ${length} bytes`)
  const headLength = length < LENGTH_16 ? 2 : 4
  const frame = Buffer.allocUnsafe(headLength + MASK.length + length)
  frame.writeUInt8(FIN | opcode, 0)
  frame.writeUInt8(MASKED | (headLength === 2 ? length : LENGTH_16), 1)
  if (headLength === 4) frame.writeUInt16BE(length, 2)
  frame.set(MASK, headLength)
  const payloadAt = headLength + MASK.length
  frame.write(text, payloadAt)
  for (let index = 0; index < length; index += 1) {
    frame[payloadAt + index] = (frame[payloadAt + index] ?? 0) ^ (MASK[index & 3] ?? 0)
  }
  return frame
}

/** What one frame holds: bytes from `start` to before `end`, valid only during the call. */
export type HearFrame = (opcode: number, bytes: Buffer, start: number, end: number) => void

/** Takes what a server has sent, in pieces of any size: the first `length` bytes of each `chunk`. */
export function createFrameReader(hear: HearFrame): (chunk: Buffer, length: number) => void {
  let rest: Buffer | null = null

  return function read(chunk, length) {
    const bytes: Buffer = rest === null ? chunk : Buffer.concat([rest, chunk.subarray(0, length)])
    const limit = rest === null ? length : bytes.length
    let at = 0
    while (at < limit) {
      const start = payloadStart(bytes, at, limit)
      const end = start === null ? Number.POSITIVE_INFINITY : start + payloadLength(bytes, at)
      if (start === null || end > limit) break
      const first = bytes.readUInt8(at)
      if ((first & FIN) === 0) throw new Error('the server sends messages in several frames')
      hear(first & 0x0f, bytes, start, end)
      at = end
    }
    rest = at === limit ? null : Buffer.from(bytes.subarray(at, limit))
  }
}

/** null while the head has not come whole. */
function payloadStart(bytes: Buffer, at: number, limit: number): number | null {
  if (limit - at < 2) return null
  const length = bytes.readUInt8(at + 1)
  const start = at + (length < LENGTH_16 ? 2 : length === LENGTH_16 ? 4 : 10)
  return start <= limit ? start : null
}

function payloadLength(bytes: Buffer, at: number): number {
  const length = bytes.readUInt8(at + 1)
  if (length === LENGTH_16) return bytes.readUInt16BE(at + 2)
  return length === LENGTH_64 ? Number(bytes.readBigUInt64BE(at + 2)) : length
}
