// Reads the head of the first request of a connection: as much as routing needs, no more. Always true:
//  - every byte that came in is kept, in order, for the worker; its HTTP parser alone judges the request;
//  - the session id comes from the query of the request target only, under its exact name, the first one named.

/** The largest head the primary waits for, in bytes: as much as the worker's parser takes (Node's --max-http-header-size). */
export const HEAD_MAX_BYTES = 16 * 1024
const LONGEST_METHOD = 19
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d

export type HeadVerdict =
  | { state: 'reading' }
  | { state: 'whole'; bytes: Buffer; sid: string | null }
  /** Begins like HTTP but is none, or is too long: can be answered. */
  | { state: 'refused'; status: 400 | 431 }
  /** Not HTTP at all (TLS, another protocol, noise): an answer would mean nothing to the sender. */
  | { state: 'foreign' }

export interface HeadReader {
  read(chunk: Buffer): HeadVerdict
  /** How many bytes have come in. */
  size(): number
}

export function createHeadReader(): HeadReader {
  let bytes: Buffer = Buffer.alloc(0)

  return {
    size: () => bytes.length,
    read(chunk) {
      const seen = bytes.length
      bytes = seen === 0 ? chunk : Buffer.concat([bytes, chunk])

      const lineStart = skipEmptyLines(bytes)
      if (!beginsLikeHttp(bytes, lineStart)) return { state: 'foreign' }

      const lineEnd = bytes.indexOf(LINE_FEED, lineStart)
      if (lineEnd === -1)
        return bytes.length > HEAD_MAX_BYTES ? { state: 'refused', status: 431 } : { state: 'reading' }
      const target = targetOf(bytes.toString('latin1', lineStart, lineEnd))
      if (target === null) return { state: 'refused', status: 400 }

      const headEnd = endOfHead(bytes, Math.max(lineEnd, seen - 3))
      if (headEnd !== -1 && headEnd <= HEAD_MAX_BYTES) return { state: 'whole', bytes, sid: sidOf(target) }
      if (bytes.length >= HEAD_MAX_BYTES) return { state: 'refused', status: 431 }
      return { state: 'reading' }
    },
  }
}

/** HTTP lets a client send empty lines before its request. */
function skipEmptyLines(bytes: Buffer): number {
  let at = 0
  while (bytes[at] === CARRIAGE_RETURN || bytes[at] === LINE_FEED) at += 1
  return at
}

function beginsLikeHttp(bytes: Buffer, start: number): boolean {
  return /^[A-Z-]{0,19}(?: |$)/.test(bytes.toString('latin1', start, start + LONGEST_METHOD + 1))
}

/** The request target of a request line, or null when it is no request line of HTTP/1. */
function targetOf(line: string): string | null {
  return /^[A-Z-]+ (\S.*) HTTP\/1\.[01]\r?$/.exec(line)?.[1] ?? null
}

/** The first byte after the blank line that ends the head, or -1. */
function endOfHead(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(LINE_FEED, from); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) {
    if (bytes[at + 1] === LINE_FEED) return at + 2
    if (bytes[at + 1] === CARRIAGE_RETURN && bytes[at + 2] === LINE_FEED) return at + 3
  }
  return -1
}

/** The session id that a request target names in its query. */
export function sidOf(target: string): string | null {
  const queryStart = target.indexOf('?')
  if (queryStart === -1) return null
  const query = target.slice(queryStart + 1).split('#', 1)[0] ?? ''
  const named = query.split('&').find(pair => pair.startsWith('sid='))
  return named === undefined ? null : named.slice('sid='.length)
}
