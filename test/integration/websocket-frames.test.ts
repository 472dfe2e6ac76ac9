// Frames that no WebSocket library sends: each ends the connection it came on, and no other.

import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { PACKET_MAX_BYTES } from '@hubbub/shared'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openRaw, type RawEngine } from '../support/raw-engine.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import { type SignedIn, signInGuest } from '../support/wire-client.js'

const CONTINUATION = 0x0
const TEXT = 0x1
const CLOSE = 0x8
const PING = 0x9
const FIN = 0x80
const RSV1 = 0x40
const RSV2 = 0x20
const RSV3 = 0x10
const MASKED = 0x80
const PROTOCOL_ERROR = 1002
const NOT_UTF8 = 1007
const POLICY = 1008
const TOO_BIG = 1009
/** What a client says that ends without a closing frame. */
const ENDED = 1006
const LEVEL_ERROR = 50

/** @param first the first byte: FIN, reserved bits and opcode */
function frame(first: number, content: Buffer | string = '', isMasked = true): Buffer {
  const body = Buffer.from(content)
  const mask = isMasked ? MASKED : 0
  const header =
    body.length < 126
      ? Buffer.from([first, mask | body.length])
      : Buffer.from([first, mask | 126, body.length >> 8, body.length & 0xff])
  if (!isMasked) return Buffer.concat([header, body])
  const key = randomBytes(4)
  return Buffer.concat([header, key, body.map((byte, index) => byte ^ (key[index % 4] ?? 0))])
}

/** A frame of which only the header comes. */
function announced(bytes: bigint): Buffer {
  const header = Buffer.alloc(14)
  header.set([FIN | TEXT, MASKED | 127])
  header.writeBigUInt64BE(bytes, 2)
  return header
}

const WRONG: readonly (readonly [told: string, bytes: Buffer, code: number])[] = [
  ['with the first reserved bit', frame(FIN | RSV1 | TEXT, '2'), PROTOCOL_ERROR],
  ['with the second reserved bit', frame(FIN | RSV2 | TEXT, '2'), PROTOCOL_ERROR],
  ['with the third reserved bit', frame(FIN | RSV3 | TEXT, '2'), PROTOCOL_ERROR],
  ['of a kind that is none', frame(FIN | 0x3, '2'), PROTOCOL_ERROR],
  ['of a control that is none', frame(FIN | 0xb), PROTOCOL_ERROR],
  ['without a mask', frame(FIN | TEXT, '2', false), PROTOCOL_ERROR],
  ['that goes on with nothing', frame(FIN | CONTINUATION, '2'), PROTOCOL_ERROR],
  ['that begins within another', Buffer.concat([frame(TEXT, '4'), frame(FIN | TEXT, '2')]), PROTOCOL_ERROR],
  ['with a ping in parts', frame(PING, 'x'), PROTOCOL_ERROR],
  ['with a long ping', frame(FIN | PING, 'x'.repeat(126)), PROTOCOL_ERROR],
  ['with a close of one byte', frame(FIN | CLOSE, 'x'), PROTOCOL_ERROR],
  ['that is not UTF-8', frame(FIN | TEXT, Buffer.from([0xc3, 0x28])), NOT_UTF8],
  ['with one byte too many', announced(BigInt(PACKET_MAX_BYTES) + 1n), TOO_BIG],
  ['of 2^53 bytes', announced(2n ** 53n), TOO_BIG],
  [
    'in 20,000 parts',
    Buffer.concat([frame(TEXT, '4'), ...Array.from({ length: 20_000 }, () => frame(CONTINUATION))]),
    POLICY,
  ],
]

const FLOOD_BYTES = 64 * 1_048_576

async function memoryMib(): Promise<number> {
  const status = await readFile(`/proc/${cluster.workers()[0]?.pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1_024
}

let cluster: Cluster
let ann: SignedIn
let neighbour: RawEngine
beforeAll(async () => {
  cluster = await startCluster({ workers: 1, env: { CONNECTIONS_PER_USER: '100' } })
  ann = await signInGuest(cluster.url)
  neighbour = await openRaw(cluster.url, { cookie: ann.cookie })
})
afterAll(async () => {
  expect(cluster.log().filter(({ level }) => level >= LEVEL_ERROR)).toEqual([])
  neighbour[Symbol.dispose]()
  await cluster[Symbol.asyncDispose]()
})

test.for(WRONG)('[E2] a frame %s ends its connection and disturbs no other', async ([_, bytes, code]) => {
  using raw = await openRaw(cluster.url, { cookie: ann.cookie })
  raw.line.write(bytes)
  expect([code, ENDED]).toContain(await raw.closed)
  expect(await neighbour.command('rooms:list', {})).toMatchObject({ ok: true })
})

test('[M9] pings without end from somebody who takes no answer cost the worker less than 16 MiB', async () => {
  using raw = await openRaw(cluster.url, { cookie: ann.cookie })
  raw.line.pause()
  const before = await memoryMib()
  const pings = Buffer.concat(Array.from({ length: 2_000 }, () => frame(FIN | PING, 'x'.repeat(125))))
  for (let times = 0; times < FLOOD_BYTES / pings.length; times += 1) raw.line.write(pings)
  // Two rounds to the worker and back: it has met what it takes of this.
  for (let round = 0; round < 2; round += 1)
    expect(await neighbour.command('rooms:list', {})).toMatchObject({ ok: true })
  expect((await memoryMib()) - before).toBeLessThan(16)
  expect(raw.line.bytesWritten - raw.line.writableLength).toBeLessThan(16 * 1_048_576)
})

test('[H5] a connection that opens an engine session and never introduces itself ends within 12 s', {
  timeout: 30_000,
}, async () => {
  using raw = await openRaw(cluster.url, { cookie: ann.cookie }, { isSignedIn: false })
  const openedMs = performance.now()
  const pongs = setInterval(() => raw.send('3'), 1_000)
  await raw.closed
  clearInterval(pongs)
  expect(performance.now() - openedMs).toBeLessThan(12_000)
})
