import { type PushNotice, parseRoomId, parseSeq } from '@hubbub/shared'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import type { PushKeyPair } from '../../../apps/server/src/chat/ports.js'
import { createPushService } from '../../../apps/server/src/push/push-service.js'
import { startPushService } from '../../support/push-service.js'

const notice: PushNotice = {
  roomId: parseRoomId('room'),
  seq: parseSeq(7),
  room: 'Kitchen',
  sender: 'Zoë',
  text: 'Soup is ready 🍲',
}

function keptKeys() {
  let kept: PushKeyPair | null = null
  return {
    read: async () => kept,
    async keep(pair: PushKeyPair) {
      kept ??= pair
      return kept
    },
  }
}

function serviceFor(services: readonly string[], keys = keptKeys()) {
  return createPushService({
    services,
    contact: 'mailto:a@b.example',
    keys,
    logger: pino({ level: 'silent' }),
  })
}

test('[N5] what is pushed can be read by the device, is signed with the key that was told, and says how to be treated', async () => {
  await using fake = await startPushService()
  const service = serviceFor([fake.origin])
  expect(await service.isUsed()).toBe(false)
  const key = await service.key()
  expect(await service.isUsed()).toBe(true)
  const { subscription, notices, headers } = fake.device()
  expect(await service.push(subscription, notice)).toBe('sent')
  expect(notices).toEqual([notice])
  expect([...fake.signers]).toEqual([key])
  expect(headers[0]).toMatchObject({
    ttl: '86400',
    urgency: 'high',
    topic: expect.stringMatching(/^[\w-]{32}$/),
  })
})

test('[N1] whichever node was asked first, all have the same key; where there are no pushes there is none', async () => {
  const keys = keptKeys()
  const asked = [serviceFor(['https://a.example'], keys), serviceFor(['https://a.example'], keys)]
  const told = await Promise.all(asked.map(service => service.key()))
  expect(told[0]).toMatch(/^B[\w-]{86}$/)
  expect(told[1]).toBe(told[0])
  const off = serviceFor([], keys)
  expect([await off.key(), await off.isUsed(), off.mayReach('https://a.example/x')]).toEqual([
    null,
    false,
    false,
  ])
})

test.each([
  ['https://push.example/send/1', true],
  ['https://push.example:443/send/1', true],
  ['https://a.windows.example/x', true],
  ['https://a.b.windows.example/x', true],
  ['http://push.example/send/1', false],
  ['https://push.example:8443/send/1', false],
  ['https://push.example.evil.example/', false],
  ['https://push.example@evil.example/', false],
  ['https://user:word@push.example/', false],
  ['https://windows.example/x', false],
  ['https://evilwindows.example/x', false],
  ['http://a.windows.example/x', false],
  ['https://127.0.0.1/x', false],
  ['https://169.254.169.254/latest', false],
  ['file:///etc/passwd', false],
  ['no address', false],
])('[N2] of the services named, %s: %s', (endpoint, may) => {
  const service = serviceFor(['https://push.example', 'https://*.windows.example'])
  expect(service.mayReach(endpoint)).toBe(may)
})

test('[N2] what the settings do not name is never asked for anything, also where a device has named it before', async () => {
  await using fake = await startPushService()
  const service = serviceFor(['https://push.example'])
  await service.key()
  expect(await service.push(fake.device().subscription, notice)).toBe('failed')
  expect(fake.requests.count).toBe(0)
})

test('[N4] what the service answers is told: a device that is gone, and whatever went wrong', async () => {
  await using fake = await startPushService()
  const service = serviceFor([fake.origin])
  await service.key()
  const { subscription } = fake.device()
  const outcomes: string[] = []
  for (const status of [404, 410, 429, 500]) {
    fake.answerWith(status)
    outcomes.push(await service.push(subscription, notice))
  }
  expect(outcomes).toEqual(['gone', 'gone', 'failed', 'failed'])
  expect(await service.push({ ...subscription, p256dh: `B${'a'.repeat(86)}` }, notice)).toBe('failed')
})

test('[N1] a pair of keys that Redis has lost is kept anew; where another was made since, that is taken', async () => {
  await using fake = await startPushService()
  let kept = keptKeys()
  const keys = { read: () => kept.read(), keep: (pair: PushKeyPair) => kept.keep(pair) }
  const [here, elsewhere] = [serviceFor([fake.origin], keys), serviceFor([fake.origin], keys)]
  const { subscription } = fake.device()
  const first = await here.key()
  kept = keptKeys()
  expect([await here.key(), await elsewhere.key()]).toEqual([first, first])

  kept = keptKeys()
  const other = await serviceFor([fake.origin], keys).key()
  expect(other).not.toBe(first)
  fake.answerWith(403)
  expect(await here.push(subscription, notice)).toBe('failed')
  fake.answerWith(201)
  expect(await here.isUsed()).toBe(true)
  expect(await here.push(subscription, notice)).toBe('sent')
  expect([...fake.signers]).toEqual([other])
})

test('[N2] a service that leads elsewhere is not followed', async () => {
  await using fake = await startPushService()
  await using elsewhere = await startPushService()
  const service = serviceFor([fake.origin])
  await service.key()
  fake.answerWith(307, { location: elsewhere.device().subscription.endpoint })
  expect(await service.push(fake.device().subscription, notice)).toBe('failed')
  expect(elsewhere.requests.count).toBe(0)
})

test('[N5] few pushes are on their way at a time, and of too many the rest fails at once', async () => {
  await using fake = await startPushService()
  const service = serviceFor([fake.origin])
  await service.key()
  fake.slowDown(20)
  const { subscription } = fake.device()
  const outcomes = await Promise.all(Array.from({ length: 1_030 }, () => service.push(subscription, notice)))
  expect(outcomes.filter(outcome => outcome === 'sent')).toHaveLength(1_020)
  expect(outcomes.filter(outcome => outcome === 'failed')).toHaveLength(10)
  expect(fake.requests.count).toBe(1_020)
  expect(fake.requests.atOnce).toBeLessThanOrEqual(20)
})
