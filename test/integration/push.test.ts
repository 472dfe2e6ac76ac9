// Who is told on their devices, of what, through two workers and a push service that can read what came.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../support/eventually.js'
import { type FakePushService, type PushedTo, startPushService } from '../support/push-service.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import { connect, guest, newKey, post, signIn, someName, type WireClient } from '../support/wire-client.js'

let pushService: FakePushService
let cluster: Cluster
let workers: string[]
beforeAll(async () => {
  pushService = await startPushService()
  cluster = await startCluster({ workers: 2, env: { PUSH_SERVICES: pushService.origin } })
  workers = cluster.workers().map(({ id }) => id)
})
afterAll(async () => {
  await cluster[Symbol.asyncDispose]()
  await pushService[Symbol.asyncDispose]()
})

const on = (index: number) => ({ worker: workers[index] ?? '' })

/** A room of two on two workers, and a device of the second. */
async function roomOfTwo() {
  const ann = await guest(cluster.url, { ...on(0), name: someName('Ann') })
  const bob = await guest(cluster.url, { ...on(1), name: someName('Bob') })
  const { roomId, name } = await ann.ok('room:create', { name: someName('room') })
  await ann.join(roomId)
  await bob.join(roomId)
  return {
    ann,
    bob,
    roomId,
    roomName: name,
    device: await deviceOf(bob),
    [Symbol.dispose]() {
      ann.close()
      bob.close()
    },
  }
}

async function deviceOf(person: WireClient) {
  await person.ok('push:key', {})
  const device = pushService.device()
  await person.ok('push:subscribe', device.subscription)
  return device
}

/** Until of all that was written before this, on any worker, people have been told: somebody is told of what is written now. */
async function allTold(): Promise<void> {
  await Promise.all(
    [0, 1].map(async index => {
      using from = await guest(cluster.url, on(index))
      using to = await guest(cluster.url, on(index))
      const device = await deviceOf(to)
      const { roomId } = await from.ok('room:direct', { userId: to.account.userId })
      await from.send(roomId, 'a mark')
      await eventually(() => expect(device.notices).toHaveLength(1), { withinMs: 10_000 })
    }),
  )
}

const textsOf = ({ notices }: PushedTo) => notices.map(({ text }) => text)
/** These have come, in the end, and nothing else. */
const hears = (device: PushedTo, texts: readonly string[]) =>
  eventually(() => expect(textsOf(device)).toEqual(texts), { withinMs: 10_000 })

test('[N1] all workers tell the same key', async () => {
  using ann = await guest(cluster.url, on(0))
  using bob = await guest(cluster.url, on(1))
  const told = await ann.ok('push:key', {})
  expect(told.key).toMatch(/^B[\w-]{86}$/)
  expect(await bob.ok('push:key', {})).toEqual(told)
})

test('[N2] a device elsewhere than at the push services of the settings is refused', async () => {
  using ann = await guest(cluster.url)
  const { subscription } = pushService.device()
  for (const endpoint of [cluster.url, cluster.internalUrl, 'https://push.example/x'])
    expect(await ann.refused('push:subscribe', { ...subscription, endpoint })).toMatchObject({
      code: 'bad_request',
    })
})

test('[C7] [N3] on devices a room is called what it is called by then', async () => {
  using talk = await roomOfTwo()
  const { ann, bob, roomId, device } = talk
  const name = someName('Hills')
  await ann.ok('room:rename', { roomId, clientMessageId: newKey(), name })
  await ann.send(roomId, `Come, @${bob.account.name}`)
  await eventually(() => expect(device.notices).toMatchObject([{ roomId, room: name }]), { withinMs: 10_000 })
})

test('[N3] whoever is mentioned and does not look is told on their devices; of what is not for them they are not', async () => {
  using talk = await roomOfTwo()
  const { ann, bob, roomId, roomName, device } = talk
  await ann.send(roomId, 'nobody is meant')
  await ann.send(roomId, `\`@${bob.account.name}\` in code`)
  await bob.send(roomId, `I am @${bob.account.name}`)
  await allTold()
  expect(device.notices).toEqual([])

  const text = `Well, @${bob.account.name.toUpperCase()}, come here`
  const key = newKey()
  const { seq } = await ann.send(roomId, text, key)
  await hears(device, [text])
  // Nor what is sent again under its key.
  await ann.send(roomId, text, key)
  await allTold()
  expect(device.notices).toEqual([{ roomId, seq, room: roomName, sender: ann.account.name, text }])
})

test('[N3] in a conversation, and where somebody wants it, every message is told, the newest of several; what was read is not', async () => {
  using talk = await roomOfTwo()
  const { ann, bob, roomId, device } = talk
  const { roomId: direct } = await ann.ok('room:direct', { userId: bob.account.userId })
  await bob.join(direct)
  await bob.ok('room:notify', { roomId, level: 'all' })
  // The first 200 end within a waving hand.
  const long = `and two ${'👋🏽 long '.repeat(50)}`
  const read = await ann.send(roomId, 'read at once')
  await bob.ok('read:mark', { roomId, seq: read.seq })
  await ann.send(direct, 'one')
  await ann.send(direct, long)
  await hears(device, [long.slice(0, 198)])
  expect(device.notices).toMatchObject([{ roomId: direct, room: null, sender: ann.account.name }])

  await bob.ok('room:notify', { roomId: direct, level: 'none' })
  await ann.send(direct, 'not wanted')
  await ann.send(roomId, 'not read')
  await hears(device, [long.slice(0, 198), 'not read'])
  await allTold()
  expect(device.notices).toHaveLength(2)
})

test('[N3] [W5] who is let into a room is told by whom, once and nobody else, unless they have seen it', async () => {
  using talk = await roomOfTwo()
  const { ann, bob, device } = talk
  using eve = await guest(cluster.url, { name: someName('Eve') })
  const eves = await deviceOf(eve)
  const annas = await deviceOf(ann)
  const { roomId, name } = await ann.ok('room:create', { name: someName('plans'), private: true })
  await ann.join(roomId)
  await ann.ok('room:notify', { roomId, level: 'all' })
  const idOf = ({ account: { userId } }: WireClient) => ({ userId })
  for (const person of [bob, eve]) await ann.ok('room:invite', { roomId, ...idOf(person) })
  await ann.ok('room:invite', { roomId, ...idOf(bob) })
  const { headSeq } = await eve.join(roomId)
  await eve.ok('read:mark', { roomId, seq: headSeq })
  const text = `${ann.account.name} let you in`
  await hears(device, [text])
  await allTold()
  expect(device.notices).toEqual([{ roomId, seq: 2, room: name, sender: ann.account.name, text }])
  for (const { notices } of [eves, annas]) expect(notices).toEqual([])
})

test('[N4] what was deleted is not told, nor anything to who is no member any more', async () => {
  using talk = await roomOfTwo()
  const { ann, bob, roomId, device } = talk
  using eve = await guest(cluster.url, { name: someName('Eve') })
  await eve.join(roomId)
  const eves = await deviceOf(eve)
  const { seq, mid } = await ann.send(roomId, `@${bob.account.name} forget this`)
  await ann.ok('message:change', { roomId, clientMessageId: newKey(), seq, mid, text: null })
  await ann.send(roomId, `@${eve.account.name} you are out`)
  const ban = {
    roomId,
    clientMessageId: newKey(),
    userId: eve.account.userId,
    restriction: 'banned',
  } as const
  await ann.ok('member:restrict', ban)
  await allTold()
  expect([textsOf(device), textsOf(eves)]).toEqual([[], []])
  await ann.send(roomId, `@${bob.account.name} but this`)
  const typo = await ann.send(roomId, `@${bob.account.name} bur`)
  await ann.ok('message:change', {
    roomId,
    clientMessageId: newKey(),
    seq: typo.seq,
    mid: typo.mid,
    text: null,
  })
  await hears(device, [`@${bob.account.name} but this`])
  expect(textsOf(eves)).toEqual([])
})

test('[N4] a device is told nothing once its session has ended, it says so itself, or it is gone', async () => {
  const credentials = { name: someName('Zoe'), password: 'correct horse battery' }
  using ann = await guest(cluster.url, on(0))
  const session = await signIn(cluster.url, 'register', credentials)
  using phone = await connect(cluster.url, session)
  using desk = await connect(cluster.url, await signIn(cluster.url, 'login', credentials))
  const [onPhone, onDesk, gone] = [await deviceOf(phone), await deviceOf(desk), pushService.device()]
  await desk.ok('push:subscribe', { ...gone.subscription, endpoint: `${pushService.origin}/push/no-more` })
  const { roomId } = await ann.ok('room:direct', { userId: phone.account.userId })
  await ann.send(roomId, 'to both')
  await hears(onPhone, ['to both'])
  await hears(onDesk, ['to both'])
  await eventually(() => expect(pushService.refused).toContain('/push/no-more'))

  await post(cluster.url, '/api/auth/logout', {}, { cookie: session.cookie })
  await ann.send(roomId, 'to the desk')
  await hears(onDesk, ['to both', 'to the desk'])
  await desk.ok('push:unsubscribe', { endpoint: onDesk.subscription.endpoint })
  await ann.send(roomId, 'to nobody')
  await allTold()
  expect([textsOf(onPhone), textsOf(onDesk)]).toEqual([['to both'], ['to both', 'to the desk']])
  // Nor was anything sent again to who was gone.
  expect(pushService.refused.filter(path => path === '/push/no-more')).toHaveLength(1)
})

test('[N3] what was written right before a worker ends is told all the same', async () => {
  await using brief = await startCluster({ workers: 1, env: { PUSH_SERVICES: pushService.origin } })
  using ann = await guest(brief.url)
  using bob = await guest(brief.url)
  const device = pushService.device()
  await bob.ok('push:key', {})
  await bob.ok('push:subscribe', device.subscription)
  const { roomId } = await ann.ok('room:direct', { userId: bob.account.userId })
  await ann.send(roomId, 'the last word')
  await brief.stop()
  expect(textsOf(device)).toEqual(['the last word'])
})

test('[N5] while a push service does not answer, people write and read as ever, and those at another one are told', async () => {
  await using deaf = await startPushService()
  const env = { PUSH_SERVICES: `${deaf.origin}, ${pushService.origin}` }
  await using apart = await startCluster({ workers: 1, env })
  deaf.slowDown(60_000)
  using ann = await guest(apart.url)
  using bob = await guest(apart.url)
  using cy = await guest(apart.url)
  const lucky = await deviceOf(cy)
  await bob.ok('push:subscribe', deaf.device().subscription)
  const { roomId } = await ann.ok('room:direct', { userId: bob.account.userId })
  await bob.join(roomId)
  await ann.send(roomId, 'one')
  await eventually(() => expect(deaf.requests.count).toBe(1), { withinMs: 10_000 })
  await ann.send(roomId, 'two')
  await eventually(() => expect(bob.texts(roomId)).toContain('two'))
  const { roomId: other } = await ann.ok('room:direct', { userId: cy.account.userId })
  await ann.send(other, 'three')
  // Long before the first one is given up.
  await eventually(() => expect(textsOf(lucky)).toEqual(['three']), { withinMs: 6_000 })
  // Nor does the end wait for it.
  await apart.stop()
  expect(await apart.exited()).toBe(0)
  expect(apart.log().filter(({ msg, level }) => level >= 50 || /kill/.test(msg))).toEqual([])
})

test('[N1] where the settings allow no pushes, there is no key and no device', async () => {
  await using without = await startCluster({ workers: 1, env: { PUSH_SERVICES: 'off' } })
  using ann = await guest(without.url)
  expect(await ann.ok('push:key', {})).toEqual({ key: null })
  const { subscription } = pushService.device()
  expect(await ann.refused('push:subscribe', subscription)).toMatchObject({ code: 'bad_request' })
})
