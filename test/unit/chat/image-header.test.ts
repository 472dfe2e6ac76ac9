import { expect, test } from 'vitest'
import { readImageHeader } from '../../../apps/server/src/chat/image-header.js'
import { exifOf, jpegHeadOf, jpegSegment, pngOf } from '../../support/pictures.js'

const bytes = (text: string) => Buffer.from(text, 'latin1')
const uint16 = (...numbers: readonly number[]) => {
  const buffer = Buffer.alloc(2 * numbers.length)
  for (const [index, number] of numbers.entries()) buffer.writeUInt16LE(number, 2 * index)
  return buffer
}
const webp = (kind: string, rest: Buffer) => Buffer.concat([bytes(`RIFF....WEBP${kind}....`), rest])

test('[F1] the type and the size of an image are read from its first bytes', () => {
  expect(readImageHeader(pngOf(30, 20))).toEqual({ type: 'image/png', width: 30, height: 20 })
  for (const version of ['87a', '89a']) {
    const gif = Buffer.concat([bytes(`GIF${version}`), uint16(300, 200)])
    expect(readImageHeader(gif)).toEqual({ type: 'image/gif', width: 300, height: 200 })
  }
  expect(readImageHeader(jpegHeadOf(4_000, 3_000))).toEqual({
    type: 'image/jpeg',
    width: 4_000,
    height: 3_000,
  })
  const lossy = webp('VP8 ', Buffer.concat([bytes('......'), uint16(0x4000 | 640, 480)]))
  const lossless = webp('VP8L', Buffer.of(0x2f, 0x7f, 0xc2, 0x77, 0))
  const extended = webp('VP8X', Buffer.of(0, 0, 0, 0, 99, 1, 0, 49, 0, 0))
  const sizes = [lossy, lossless, extended].map(readImageHeader)
  expect(sizes).toEqual([
    { type: 'image/webp', width: 640, height: 480 },
    { type: 'image/webp', width: 640, height: 480 },
    { type: 'image/webp', width: 356, height: 50 },
  ])
})

test('[F1] a photo that lies on its side has the size that it is shown with', () => {
  for (const upright of [1, 2, 3, 4])
    expect(readImageHeader(jpegHeadOf(4_000, 3_000, upright))).toMatchObject({ width: 4_000, height: 3_000 })
  for (const turned of [5, 6, 7, 8])
    expect(readImageHeader(jpegHeadOf(4_000, 3_000, turned))).toMatchObject({ width: 3_000, height: 4_000 })
})

test('[F1] a photo is a photo, however little its camera says of it, and behind whatever is said of its colours', () => {
  const photo = jpegHeadOf(4_000, 3_000)
  const sizeBehind = (...segments: readonly Buffer[]) =>
    readImageHeader(Buffer.concat([photo.subarray(0, 2), ...segments, photo.subarray(2)]))
  const exif = exifOf(6, 'II', '')
  for (let length = 6; length < 24; length += 1)
    expect(sizeBehind(jpegSegment(0xe1, exif.subarray(0, length)))).toMatchObject({ width: 4_000 })
  expect(sizeBehind(jpegSegment(0xe1, exif))).toMatchObject({ width: 3_000 })
  const colours = Array.from({ length: 9 }, () => jpegSegment(0xe2, Buffer.alloc(60_000)))
  expect(sizeBehind(...colours)).toMatchObject({ type: 'image/jpeg', width: 4_000, height: 3_000 })
})

test('[F1] what is no such image, whatever it is called, or ends too soon, is none', () => {
  const others = [
    '',
    'x',
    '<svg xmlns="http://www.w3.org/2000/svg"/>',
    '<html>',
    'BM......',
    '%PDF-1.7',
    'RIFF....WAVE',
  ]
  for (const other of others) expect(readImageHeader(bytes(other))).toBeNull()
  for (const whole of [pngOf(3, 2), jpegHeadOf(40, 30, 6)])
    for (let length = 0; length < 24; length += 1)
      expect(readImageHeader(whole.subarray(0, length))).toBeNull()
  // No end of it in sight, and segments of no length.
  expect(readImageHeader(Buffer.concat([Buffer.of(0xff, 0xd8), Buffer.alloc(1_000, 0xff)]))).toBeNull()
  expect(
    readImageHeader(Buffer.concat([Buffer.of(0xff, 0xd8, 0xff, 0xe0, 0, 0), Buffer.alloc(99)])),
  ).toBeNull()
})

test('[F1] an image that would cost its readers their memory, or has no size, is not shown', () => {
  const sized = (width: number, height: number) => {
    const png = pngOf(1, 1)
    png.writeUInt32BE(width, 16)
    png.writeUInt32BE(height, 20)
    return readImageHeader(png)
  }
  expect(sized(10_000, 10_000)).toMatchObject({ width: 10_000 })
  expect(sized(100_000, 100_000)).toBeNull()
  expect(sized(0, 10)).toBeNull()
})
