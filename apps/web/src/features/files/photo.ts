// What a camera writes into a photo beside the picture: where it was taken, when, and with what. Nobody who shows a photo
// in a room means to tell that, so it stays on their machine; only how the photo was held goes along, which turns it.
// The form of the file: ITU-T T.81, annex B; what a camera writes: Exif 2.32, 4.5.

const START = 0xd8
const END = 0xd9
const SCAN = 0xda
/** Within a scan these belong to it: a byte 0xff of the picture, and marks to begin anew at. */
const isOfScan = (marker: number) => marker === 0x00 || (marker >= 0xd0 && marker <= 0xd7)

const EXIF = 0xe1
/** Profiles of colours, in APP2 beside lists of further pictures. */
const PROFILE = 0xe2
const PROFILE_NAME = 'ICC_PROFILE\0'
/** Without JFIF (APP0) and Adobe (APP14) colours may be taken for others. */
const isNote = (marker: number) => (marker >= 0xe1 && marker <= 0xef && marker !== 0xee) || marker === 0xfe
const ORIENTATION = 0x0112

/** @returns the photo without what its camera says of it; the same file when it is no JPEG, or not a whole one */
export async function withoutCameraNotes(file: File): Promise<File> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  const kept = partsToKeep(bytes)
  if (kept === null) return file
  return new File(kept, file.name, { type: file.type, lastModified: file.lastModified })
}

/** @returns null when it is no JPEG, or not a whole one */
export function partsToKeep(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes[0] !== 0xff || bytes[1] !== START) return null
  const parts = [bytes.subarray(0, 2)]
  for (let at = 2; at + 4 <= bytes.length; ) {
    // Any number of 0xff may stand before a marker.
    const marker = bytes[at + 1] ?? 0
    if (bytes[at] !== 0xff) return null
    if (marker === 0xff) {
      at += 1
      continue
    }
    const end = at + 2 + view.getUint16(at + 2)
    if (end > bytes.length) return null
    const content = bytes.subarray(at + 4, end)
    if (marker === EXIF) parts.push(...turnOf(content))
    else if (!isNote(marker) || isProfile(marker, content)) parts.push(bytes.subarray(at, end))
    if (marker !== SCAN) {
      at = end
      continue
    }
    at = endOfScan(bytes, end)
    parts.push(bytes.subarray(end, at))
    // Behind it some cameras have a second photo or a film, with notes of their own.
    if (bytes[at + 1] === END) return [...parts, bytes.subarray(at, at + 2)]
  }
  return null
}

function isProfile(marker: number, content: Uint8Array): boolean {
  return marker === PROFILE && textAt(content, 0, PROFILE_NAME.length) === PROFILE_NAME
}

/** @returns where the marker after the scan stands; the end of the bytes when there is none */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1]
    if (next !== undefined && next !== 0xff && !isOfScan(next)) return at
  }
  return bytes.length
}

/** The orientation of these notes in notes of its own; nothing when the photo was held upright. */
function turnOf(notes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[] {
  if (textAt(notes, 0, 6) !== 'Exif\0\0') return []
  const tiff = new DataView(notes.buffer, notes.byteOffset + 6, notes.byteLength - 6)
  const orientation = orientationIn(tiff)
  if (orientation < 2 || orientation > 8) return []
  const header = [0xff, EXIF, 0, 34, ...[...'Exif\0\0MM\0*'].map(letter => letter.charCodeAt(0)), 0, 0, 0, 8]
  const entry = [0, 1, ORIENTATION >> 8, ORIENTATION & 0xff, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]
  return [Uint8Array.from([...header, ...entry, 0, 0, 0, 0])]
}

/** @returns 0 when it is not told */
function orientationIn(tiff: DataView): number {
  if (tiff.byteLength < 10) return 0
  const isLittle = tiff.getUint8(0) === 0x49
  const directory = tiff.getUint32(4, isLittle)
  if (directory + 2 > tiff.byteLength) return 0
  const count = tiff.getUint16(directory, isLittle)
  for (let entry = directory + 2; entry + 12 <= tiff.byteLength; entry += 12) {
    if (entry >= directory + 2 + count * 12) return 0
    if (tiff.getUint16(entry, isLittle) === ORIENTATION) return tiff.getUint16(entry + 8, isLittle)
  }
  return 0
}

function textAt(bytes: Uint8Array, from: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(from, from + length))
}
