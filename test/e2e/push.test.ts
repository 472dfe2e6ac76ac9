// Notifications on a device, as somebody has them who does not look.

import { parseSeq } from '@hubbub/shared'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ChatPage, enterRoom, launchChromium, makeRoom, PHONE } from '../support/chat-page.js'
import { eventually } from '../support/eventually.js'
import { deliver, hide, MAY_NOTIFY, noticesOf, pressNotice, show, subscribesAs } from '../support/notices.js'
import { type FakePushService, type PushedTo, startPushService } from '../support/push-service.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'

let browser: Browser
let pushService: FakePushService
let cluster: Cluster
beforeAll(async () => {
  browser = await launchChromium()
  pushService = await startPushService()
  cluster = await startCluster({ env: { PUSH_SERVICES: pushService.origin, DEMO: 'on' } })
})
afterAll(async () => {
  await browser.close()
  await cluster[Symbol.asyncDispose]()
  await pushService[Symbol.asyncDispose]()
})

const FIRST = parseSeq(1)
const notifications = ({ page }: ChatPage, state: string) =>
  page.getByRole('button', { name: `Notifications on this device: ${state}`, exact: true })

/** Somebody on a device that a push service reaches, with notifications turned on. */
async function enterWithPush(url: string, options = {}) {
  const chat = await enterRoom(browser, url, { ...MAY_NOTIFY, ...options })
  const device = pushService.device()
  await subscribesAs(chat.page, device.subscription)
  await chat.page.reload()
  if (options === PHONE) await chat.page.getByRole('button', { name: 'Rooms' }).click()
  await notifications(chat, 'off').click()
  await notifications(chat, 'on').waitFor()
  return { chat, device }
}

const pushed = ({ notices }: PushedTo, index = 0) =>
  eventually(
    () => {
      const notice = notices[index]
      if (notice === undefined) throw new Error('nothing was pushed')
      return notice
    },
    { withinMs: 10_000 },
  )

for (const [kind, options] of [
  ['computer', {}],
  ['phone', PHONE],
] as const) {
  test(`[N3] on a ${kind}, somebody who has closed the page is told of a mention, and a press leads to it`, async () => {
    using room = await makeRoom(cluster.url)
    const { chat, device } = await enterWithPush(room.url, options)
    await using _ = chat
    const { page, name } = chat
    await page.goto('about:blank')
    await room.say('to nobody')
    await room.say(`@${name}, are you there?`)
    const notice = await pushed(device)
    await deliver(page, cluster.url, notice)
    const title = `${room.host.name} in ${notice.room}`
    await expect.poll(() => noticesOf(page)).toEqual([`${title}: @${name}, are you there?`])
    expect(await pressNotice(page, room.roomId)).toBe(`/#/room/${room.roomId}`)
    expect(await noticesOf(page)).toEqual([])
    expect(chat.troubles()).toEqual([])
  })
}

test('[N3] a push shows nothing while the page is in sight; what was told goes once it is read', async () => {
  using room = await makeRoom(cluster.url)
  using other = await makeRoom(cluster.url)
  const { chat, device } = await enterWithPush(room.url)
  await using _ = chat
  const { page, name } = chat
  await page.getByRole('link', { name: 'Lobby' }).click()
  await page.getByRole('textbox', { name: 'Message to Lobby' }).waitFor()
  await room.say(`@${name} one`)
  await deliver(page, cluster.url, await pushed(device))
  await deliver(page, cluster.url, { ...(await pushed(device)), roomId: other.roomId })
  expect(await noticesOf(page)).toEqual([])

  // Out of sight, the page tells by itself, and the push that comes later is the same notification; an older one changes nothing.
  await hide(page)
  await room.say(`@${name} two`)
  const two = [expect.stringContaining(`@${name} two`)]
  await expect.poll(() => noticesOf(page)).toEqual(two)
  const late = await pushed(device, 1)
  expect(late.text).toBe(`@${name} two`)
  await deliver(page, cluster.url, late)
  await deliver(page, cluster.url, await pushed(device))
  await deliver(page, cluster.url, { ...late, roomId: other.roomId })
  await expect.poll(async () => (await noticesOf(page)).sort()).toEqual([...two, ...two])
  expect(await pressNotice(page, other.roomId)).toBe(null)
  expect(await pressNotice(page, room.roomId)).toBe(null)
  await chat.sees(`@${name} two`)

  await page.goto(`${cluster.url}/#/cluster`)
  await page.getByRole('heading', { level: 1, name: 'Cluster' }).waitFor()
  await hide(page)
  await room.say(`@${name} three`)
  await deliver(page, cluster.url, await pushed(device, 2))
  await expect.poll(() => noticesOf(page)).toEqual([expect.stringContaining(`@${name} three`)])
  await pressNotice(page, room.roomId)
  await chat.sees(`@${name} three`)

  await page.getByRole('link', { name: 'Lobby' }).click()
  await room.say(`@${name} four`)
  await expect.poll(() => noticesOf(page)).toEqual([expect.stringContaining(`@${name} four`)])
  await show(page)
  await page.getByRole('link', { name: /you are mentioned/ }).click()
  await chat.sees(`@${name} four`)
  await expect.poll(() => noticesOf(page)).toEqual([])
  expect(chat.troubles()).toEqual([])
})

test('[N4] whoever turns notifications off, or signs out, is pushed nothing any more', async () => {
  using room = await makeRoom(cluster.url)
  const leaver = await enterWithPush(room.url)
  const quiet = await enterWithPush(room.url)
  const told = await enterWithPush(room.url)
  await using _leaver = leaver.chat
  await using _quiet = quiet.chat
  await using _told = told.chat
  await told.chat.page.getByRole('link', { name: 'Lobby' }).click()
  await told.chat.page.getByRole('textbox', { name: 'Message to Lobby' }).waitFor()

  // Turned off, and once more while it was being turned on.
  await notifications(quiet.chat, 'on').click()
  await notifications(quiet.chat, 'off').waitFor()
  await quiet.chat.page.evaluate('window.mayAnswer = false')
  await notifications(quiet.chat, 'off').click()
  await notifications(quiet.chat, 'on while the page is open').click()
  await notifications(quiet.chat, 'off').waitFor()
  await quiet.chat.page.evaluate('window.mayAnswer = true')

  const { page } = leaver.chat
  await hide(page)
  await deliver(page, cluster.url, {
    roomId: room.roomId,
    seq: FIRST,
    room: 'x',
    sender: 'x',
    text: 'for nobody else',
  })
  await expect.poll(() => noticesOf(page)).toHaveLength(1)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('tab', { name: 'Guest' }).waitFor()
  await expect.poll(() => noticesOf(page)).toEqual([])
  for (const index of [0, 1]) {
    await room.say(`@${leaver.chat.name} @${quiet.chat.name} @${told.chat.name}`)
    await pushed(told.device, index)
  }
  expect([leaver.device.notices, quiet.device.notices]).toEqual([[], []])
})

test('[N1] where nothing can be pushed, the switch says that notifications last as long as the page', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url, MAY_NOTIFY)
  await notifications(chat, 'off').click()
  await notifications(chat, 'on while the page is open').waitFor()
  await chat.page.reload()
  await notifications(chat, 'on while the page is open').click()
  await notifications(chat, 'off').waitFor()
})
