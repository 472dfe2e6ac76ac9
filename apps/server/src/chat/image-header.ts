// What an image is, by its first bytes: its type, and its size as a reader sees it. Nothing is decoded.

import type { ImageType } from '@hubbub/shared'

interface ImageHeader {
  type: ImageType
  width: number
  height: number
}

/** More than a photo has; what says that it has more would cost its readers their memory. */
const PIXELS_MAX = 100_000_000

/** @returns null for whatever is no image that every browser shows, or is broken */
export function readImageHeader(head: Buffer): ImageHeader | null {
  const found = ifLongEnough(() => png(head) ?? gif(head) ?? webp(head) ?? jpeg(head), null)
  return found && found.width > 0 && found.height > 0 && found.width * found.height <= PIXELS_MAX
    ? found
    : null
}

/** @param otherwise for what ends before all of it was read */
function ifLongEnough<T>(read: () => T, otherwise: T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof RangeError) return otherwise
    throw error
  }
}

const has = (head: Buffer, at: number, bytes: string) =>
  head.toString('latin1', at, at + bytes.length) === bytes

function png(head: Buffer): ImageHeader | null {
  if (!has(head, 0, '\x89PNG\r\n\x1a\n') || !has(head, 12, 'IHDR')) return null
  return { type: 'image/png', width: head.readUInt32BE(16), height: head.readUInt32BE(20) }
}

function gif(head: Buffer): ImageHeader | null {
  if (!has(head, 0, 'GIF87a') && !has(head, 0, 'GIF89a')) return null
  return { type: 'image/gif', width: head.readUInt16LE(6), height: head.readUInt16LE(8) }
}

function webp(head: Buffer): ImageHeader | null {
  if (!has(head, 0, 'RIFF') || !has(head, 8, 'WEBP')) return null
  const type = 'image/webp'
  if (has(head, 12, 'VP8 '))
    return { type, width: head.readUInt16LE(26) & 0x3fff, height: head.readUInt16LE(28) & 0x3fff }
  if (has(head, 12, 'VP8X'))
    return { type, width: head.readUIntLE(24, 3) + 1, height: head.readUIntLE(27, 3) + 1 }
  if (!has(head, 12, 'VP8L')) return null
  const bits = head.readUInt32LE(21)
  return { type, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
}

/** Segment by segment, up to the one that begins the picture. */
function jpeg(head: Buffer): ImageHeader | null {
  if (!has(head, 0, '\xff\xd8\xff')) return null
  let isTurned = false
  for (let at = 2; head.readUInt8(at) === 0xff; ) {
    const marker = head.readUInt8(at + 1)
    if (marker === 0xff) {
      at += 1
      continue
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) {
      const [height, width] = [head.readUInt16BE(at + 5), head.readUInt16BE(at + 7)]
      return { type: 'image/jpeg', ...(isTurned ? { width: height, height: width } : { width, height }) }
    }
    const end = at + 2 + head.readUInt16BE(at + 2)
    if (marker === 0xe1 && has(head, at + 4, 'Exif\0\0'))
      // A camera that says too little of it is no reason not to show its photo.
      isTurned = ifLongEnough(() => orientationOf(head.subarray(at + 10, end)) >= 5, false)
    at = end
  }
  return null
}

/** Of the camera: from 5 on the picture lies on its side. */
function orientationOf(exif: Buffer): number {
  const isLittle = has(exif, 0, 'II')
  const uint16 = (at: number) => (isLittle ? exif.readUInt16LE(at) : exif.readUInt16BE(at))
  const first = isLittle ? exif.readUInt32LE(4) : exif.readUInt32BE(4)
  for (let at = first + 2, end = at + 12 * uint16(first); at < end; at += 12)
    if (uint16(at) === 0x0112) return uint16(at + 8)
  return 1
}
