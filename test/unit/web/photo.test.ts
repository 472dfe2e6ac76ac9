import { expect, test } from 'vitest'
import { readImageHeader } from '../../../apps/server/src/chat/image-header.js'
import { partsToKeep, withoutCameraNotes } from '../../../apps/web/src/features/files/photo.js'
import { exifOf, jpegHeadOf, jpegSegment, pngOf } from '../../support/pictures.js'

const MARKERS = {
  APP0: 0xe0,
  APP1: 0xe1,
  APP2: 0xe2,
  APP13: 0xed,
  APP14: 0xee,
  COM: 0xfe,
  SOS: 0xda,
  DHT: 0xc4,
}
const segment = (marker: keyof typeof MARKERS, content: string) =>
  jpegSegment(MARKERS[marker], Buffer.from(content, 'latin1'))
const END = Buffer.of(0xff, 0xd9)
/** Twice a scan, with all that may stand in one. */
const SCANS = Buffer.concat([
  segment('SOS', 'scan'),
  Buffer.of(1, 0xff, 0, 2, 0xff, 0xd3, 3),
  segment('DHT', 'table'),
  segment('SOS', 'scan'),
  Buffer.of(4, 0xff, 0xff, 0, 5),
])
const head = (turn?: number) => jpegHeadOf(400, 300, turn)
const start = head().subarray(0, 2)
const frame = head().subarray(2)

const keep = (photo: Buffer) => {
  const parts = partsToKeep(Uint8Array.from(photo))
  return parts === null ? null : Buffer.concat(parts)
}
/** What is kept of these parts, that is all of them: but for the bytes that fill up before a marker. */
const whole = (...parts: readonly Buffer[]) =>
  Buffer.from(Buffer.concat(parts).toString('latin1').replace('\xff\xff\xc2', '\xff\xc2'), 'latin1')

test('[F1] of a photo goes nothing but the picture, its colours, and how it was held', () => {
  for (const order of ['II', 'MM'] as const) {
    const colours = [
      segment('APP0', 'JFIF\0...'),
      segment('APP2', 'ICC_PROFILE\0...'),
      segment('APP14', 'Adobe'),
    ]
    const notes = [
      jpegSegment(MARKERS.APP1, exifOf(6, order, 'at home')),
      segment('APP1', 'http://ns.adobe.com/xap/1.0/\0by me'),
      segment('APP2', 'MPF\0further pictures'),
      segment('APP13', 'Photoshop 3.0\0at home'),
      segment('COM', 'at home'),
    ]
    const further = Buffer.concat([start, ...notes, frame, SCANS, END])
    const photo = Buffer.concat([
      start,
      ...colours,
      ...notes,
      frame,
      SCANS,
      END,
      further,
      Buffer.from('a film'),
    ])
    const turn = head(6).subarray(2, head(6).length - frame.length)
    expect(keep(photo)).toEqual(whole(start, ...colours, turn, frame, SCANS, END))
    expect(readImageHeader(keep(photo) ?? END)).toEqual({ type: 'image/jpeg', width: 300, height: 400 })
  }
})

test('[F1] a photo that was held upright keeps no notes at all', () => {
  for (const turn of [0, 1, 9]) {
    const photo = Buffer.concat([start, jpegSegment(MARKERS.APP1, exifOf(turn, 'MM', '')), frame, SCANS, END])
    expect(keep(photo)).toEqual(whole(start, frame, SCANS, END))
  }
})

test('[F1] what is no photo, or one that ends too soon, stays as it is', async () => {
  const photo = Buffer.concat([head(6), SCANS, END])
  expect(keep(photo)).toEqual(whole(photo))
  for (let length = 0; length < photo.length; length += 1) expect(keep(photo.subarray(0, length))).toBe(null)
  const file = new File([pngOf(2, 2)], 'a.png', { type: 'image/png' })
  expect(await withoutCameraNotes(file)).toBe(file)
})

test('[F1] notes that are cut, or lead beyond their end, are no notes', () => {
  const notes = exifOf(6, 'II', '')
  for (let length = 0; length < notes.length; length += 1) {
    const cut = Buffer.concat([
      start,
      jpegSegment(MARKERS.APP1, notes.subarray(0, length)),
      frame,
      SCANS,
      END,
    ])
    const kept = keep(cut)
    expect(kept?.subarray(-SCANS.length - 2)).toEqual(Buffer.concat([SCANS, END]))
  }
  const beyond = Buffer.from(notes)
  beyond.writeUInt32LE(0xffff_fff0, 10)
  const photo = Buffer.concat([start, jpegSegment(MARKERS.APP1, beyond), frame, SCANS, END])
  expect(keep(photo)).toEqual(whole(start, frame, SCANS, END))
})
