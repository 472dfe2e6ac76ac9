// Pictures made for a test: whole ones, that a browser shows.

import { crc32, deflateSync } from 'node:zlib'

/** One colour, in a PNG. */
export function pngOf(
  width: number,
  height: number,
  colour: readonly [number, number, number] = [11, 101, 94],
): Buffer<ArrayBuffer> {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  // Eight bits of red, green and blue.
  header.set([8, 2, 0, 0, 0], 8)
  const row = Buffer.concat([Buffer.of(0), ...Array.from({ length: width }, () => Buffer.from(colour))])
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)))
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), content])
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(content.length)
  checksum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, checksum])
}

/** A JPEG up to where its size stands, with what a camera says of how it was held. */
export function jpegHeadOf(width: number, height: number, orientation?: number): Buffer {
  const exif = orientation === undefined ? Buffer.alloc(0) : jpegSegment(0xe1, exifOf(orientation, 'MM', ''))
  const frame = Buffer.from([0xff, 0xff, 0xc2, 0, 11, 8, 0, 0, 0, 0, 1, 1, 17, 0])
  frame.writeUInt16BE(height, 6)
  frame.writeUInt16BE(width, 8)
  return Buffer.concat([Buffer.of(0xff, 0xd8), exif, Buffer.of(0xff, 0xdb, 0, 4, 1, 2), frame])
}

export function jpegSegment(marker: number, content: Buffer): Buffer {
  const header = Buffer.of(0xff, marker, 0, 0)
  header.writeUInt16BE(2 + content.length, 2)
  return Buffer.concat([header, content])
}

/** What a camera writes: how it was held, in one of the two orders of bytes, and more. */
export function exifOf(orientation: number, order: 'II' | 'MM', more: string): Buffer {
  const notes = Buffer.alloc(32)
  const [uint16, uint32] =
    order === 'II'
      ? [notes.writeUInt16LE.bind(notes), notes.writeUInt32LE.bind(notes)]
      : [notes.writeUInt16BE.bind(notes), notes.writeUInt32BE.bind(notes)]
  notes.write(`Exif\0\0${order}`, 'latin1')
  uint16(42, 8)
  uint32(8, 10)
  uint16(1, 14)
  uint16(0x0112, 16)
  uint16(3, 18)
  uint32(1, 20)
  uint16(orientation, 24)
  return Buffer.concat([notes, Buffer.from(more)])
}
