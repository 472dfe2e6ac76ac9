import { expect, test } from 'vitest'
import {
  createHeadReader,
  HEAD_MAX_BYTES,
  type HeadVerdict,
} from '../../../apps/server/src/cluster/read-head.js'

function readAll(segments: readonly (string | Buffer)[]): HeadVerdict {
  const reader = createHeadReader()
  let verdict: HeadVerdict = { state: 'reading' }
  for (const segment of segments) {
    if (verdict.state !== 'reading') return verdict
    verdict = reader.read(Buffer.from(segment))
  }
  return verdict
}

function sidIn(target: string, headers = ''): string | null | undefined {
  const verdict = readAll([`GET ${target} HTTP/1.1\r\nHost: test\r\n${headers}\r\n`])
  return verdict.state === 'whole' ? verdict.sid : undefined
}

const REQUEST = 'GET /socket.io/?EIO=4&transport=polling&sid=n1.7.abc HTTP/1.1\r\nHost: test\r\n\r\n'

test('a head cut anywhere into two gives the same session id and the same bytes', () => {
  for (let at = 1; at < REQUEST.length; at += 1) {
    const verdict = readAll([REQUEST.slice(0, at), REQUEST.slice(at)])
    expect(verdict, `cut at ${at}`).toEqual({ state: 'whole', sid: 'n1.7.abc', bytes: Buffer.from(REQUEST) })
  }
})

test('a head that comes byte by byte is whole with its last byte, not before', () => {
  const bytes = [...REQUEST]
  expect(readAll(bytes.slice(0, -1))).toEqual({ state: 'reading' })
  expect(readAll(bytes).state).toBe('whole')
})

test('a body that comes along is kept byte for byte', () => {
  const body = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
  const whole = Buffer.concat([Buffer.from('POST /?sid=a HTTP/1.1\r\nContent-Length: 256\r\n\r\n'), body])
  expect(readAll([whole.subarray(0, 30), whole.subarray(30)])).toEqual({
    state: 'whole',
    sid: 'a',
    bytes: whole,
  })
})

test('only the query of the request target names a session', () => {
  expect(sidIn('/socket.io/?sid=a')).toBe('a')
  expect(sidIn('/socket.io/?EIO=4&sid=a&sid=b')).toBe('a')
  expect(sidIn('http://other/socket.io/?sid=a')).toBe('a')
  expect(sidIn('/?sid=')).toBe('')
  expect(sidIn('/sid=a')).toBe(null)
  expect(sidIn('/sid=a?x=1')).toBe(null)
  expect(sidIn('/?x=1#sid=a')).toBe(null)
  expect(sidIn('/?x=1#?sid=a')).toBe(null)
  expect(sidIn('/?SID=a&%73id=b&xsid=c&sid[]=d')).toBe(null)
  expect(sidIn('/', 'Referer: http://x/?sid=a\r\nCookie: sid=a\r\n')).toBe(null)
})

test('empty lines before the request are let pass, as HTTP says', () => {
  expect(readAll([`\r\n\r\n${REQUEST}`]).state).toBe('whole')
})

test('a line that is no HTTP/1 request is refused, though it begins like one', () => {
  for (const line of [
    'PRI * HTTP/2.0',
    'SSH-2.0-OpenSSH_9.6',
    'GET /',
    'GET  HTTP/1.1',
    'PROXY TCP4 10.0.0.1 10.0.0.2 1 2',
    'HELO me',
  ]) {
    expect(readAll([`${line}\r\n`]).state, line).toMatch(/refused|foreign/)
  }
})

test('what cannot be HTTP is known by its first bytes', () => {
  expect(readAll([Buffer.from([0x16, 0x03, 0x01, 0x02])])).toEqual({ state: 'foreign' })
  expect(readAll([Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1')])).toEqual({ state: 'foreign' })
  expect(readAll(['get / HTTP/1.1\r\n'])).toEqual({ state: 'foreign' })
  expect(readAll(['ABCDEFGHIJKLMNOPQRSTUVWXYZ'])).toEqual({ state: 'foreign' })
})

test('a head of 8 KiB is taken, a byte more is refused, with or without an end of line', () => {
  const ofSize = (size: number) => {
    const start = 'GET / HTTP/1.1\r\nX: '
    return `${start}${'x'.repeat(size - start.length - 4)}\r\n\r\n`
  }
  expect(readAll([ofSize(HEAD_MAX_BYTES)]).state).toBe('whole')
  expect(readAll([ofSize(HEAD_MAX_BYTES + 1)])).toEqual({ state: 'refused', status: 431 })
  expect(readAll([`GET /${'x'.repeat(HEAD_MAX_BYTES)}`])).toEqual({ state: 'refused', status: 431 })
  expect(readAll(['\r\n'.repeat(HEAD_MAX_BYTES)])).toEqual({ state: 'refused', status: 431 })
})
