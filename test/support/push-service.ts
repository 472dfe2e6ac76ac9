// A push service (RFC 8030) for tests: takes what servers send to its devices, checks who signed it (RFC 8292), and reads it as the
// device would (RFC 8291).

import {
  createDecipheriv,
  createECDH,
  createPublicKey,
  type ECDH,
  hkdfSync,
  randomBytes,
  verify,
} from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { PushNotice, SubscribePush } from '@hubbub/shared'

export interface PushedTo {
  /** What a browser would say of its subscription. */
  readonly subscription: SubscribePush
  /** What came, in order. */
  readonly notices: PushNotice[]
  /** What each said beside: TTL, Urgency, Topic. */
  readonly headers: Record<string, string | string[] | undefined>[]
}

export interface FakePushService extends AsyncDisposable {
  readonly origin: string
  device(): PushedTo
  /** From now on answers so: 201, or e.g. 410 for a device that is gone. */
  answerWith(status: number, headers?: Record<string, string>): void
  /** Public keys that signed what came. */
  readonly signers: ReadonlySet<string>
  /** Requests so far, the refused ones included, and how many there were at a time at most. */
  readonly requests: { count: number; atOnce: number }
  /** Paths of devices that are not there, in order. */
  readonly refused: readonly string[]
  /** How long each answer takes, in milliseconds. */
  slowDown(ms: number): void
}

interface Device extends PushedTo {
  keys: ECDH
  auth: Buffer
}

export async function startPushService(): Promise<FakePushService> {
  const devices = new Map<string, Device>()
  const signers = new Set<string>()
  const requests = { count: 0, atOnce: 0 }
  const refused: string[] = []
  let underWay = 0
  let [status, extra, delayMs] = [201, {} as Record<string, string>, 0]
  const server = createServer((request, response) => {
    requests.count++
    requests.atOnce = Math.max(requests.atOnce, ++underWay)
    void (async () => {
      const body = await buffer(request)
      const device = devices.get(request.url ?? '')
      if (device === undefined) refused.push(request.url ?? '')
      if (device !== undefined && status === 201) {
        signers.add(signerOf(request.headers.authorization ?? '', origin))
        device.notices.push(JSON.parse(decrypt(body, device)) as PushNotice)
        device.headers.push(request.headers)
      }
      setTimeout(() => {
        underWay--
        response.writeHead(device === undefined ? 404 : status, extra).end()
      }, delayMs)
    })().catch(error => response.writeHead(500).end(String(error)))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    origin,
    signers,
    requests,
    refused,
    device() {
      const keys = createECDH('prime256v1')
      const auth = randomBytes(16)
      const path = `/push/${randomBytes(8).toString('hex')}`
      const device: Device = {
        keys,
        auth,
        notices: [],
        headers: [],
        subscription: {
          endpoint: origin + path,
          p256dh: keys.generateKeys('base64url'),
          auth: auth.toString('base64url'),
        },
      }
      devices.set(path, device)
      return device
    },
    answerWith(next, headers = {}) {
      status = next
      extra = headers
    },
    slowDown(ms) {
      delayMs = ms
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** @throws Error unless the token was made for this service, holds for a day at most, and is signed with the key beside it */
function signerOf(authorization: string, origin: string): string {
  const [, token = '', key = ''] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(authorization) ?? []
  const [header = '', claims = '', signature = ''] = token.split('.')
  const { aud, exp, sub } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>
  const seconds = Number(exp) - Date.now() / 1_000
  if (aud !== origin || !(seconds > 0 && seconds <= 86_400) || !/^(mailto|https):/.test(String(sub)))
    throw new Error('not a token for this service')
  const point = Buffer.from(key, 'base64url')
  const coordinate = (from: number) => point.subarray(from, from + 32).toString('base64url')
  const publicKey = createPublicKey({
    format: 'jwk',
    key: { kty: 'EC', crv: 'P-256', x: coordinate(1), y: coordinate(33) },
  })
  const signed = Buffer.from(`${header}.${claims}`)
  const how = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const
  if (!verify('sha256', signed, how, Buffer.from(signature, 'base64url'))) throw new Error('wrongly signed')
  return key
}

/** `aes128gcm` with one record, as RFC 8291 has it. */
function decrypt(body: Buffer, { keys, auth }: Device): string {
  const salt = body.subarray(0, 16)
  const idLength = body.readUInt8(20)
  const sender = body.subarray(21, 21 + idLength)
  const record = body.subarray(21 + idLength)
  const derive = (secret: Buffer, from: Buffer, info: Buffer | string, length: number) =>
    Buffer.from(hkdfSync('sha256', secret, from, info, length))
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), keys.getPublicKey(), sender])
  const secret = derive(keys.computeSecret(sender), auth, info, 32)
  const key = derive(secret, salt, 'Content-Encoding: aes128gcm\0', 16)
  const nonce = derive(secret, salt, 'Content-Encoding: nonce\0', 12)
  const decipher = createDecipheriv('aes-128-gcm', key, nonce)
  decipher.setAuthTag(record.subarray(-16))
  const padded = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()])
  return padded.subarray(0, padded.lastIndexOf(2)).toString()
}
