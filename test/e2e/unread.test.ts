// What is to be read once more.

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ChatPage, enterRoom, makeRoom, PHONE, type TestRoom } from '../support/chat-page.js'
import { isFocused } from '../support/led-to.js'
import { closePages, sharedChat } from '../support/shared-chat.js'
import type { Cluster } from '../support/start-cluster.js'

let browser: Browser
let cluster: Cluster
beforeAll(async () => {
  ;({ browser, cluster } = await sharedChat())
})
afterAll(closePages)

const TEXTS = ['one', 'two', 'three']

async function inRoom(options = {}): Promise<{ room: TestRoom; chat: ChatPage }> {
  const room = await makeRoom(cluster.url)
  for (const text of TEXTS) await room.say(text)
  const chat = await enterRoom(browser, room.url, options)
  await chat.sees('three')
  await expect.poll(() => chat.page.title()).not.toMatch(/^\(/)
  return { room, chat }
}

const article = (page: Page, text: string) => page.getByRole('article').filter({ hasText: text })
const newLine = (page: Page) => page.getByRole('heading', { name: 'New messages' })
const unread = (page: Page, count: number) => expect.poll(() => page.title()).toMatch(`(${count}) `)
const allRead = (page: Page) => expect.poll(() => page.title()).not.toMatch(/^\(/)

test('[J5] a message is marked as unread, stays so while one looks, and is read when one comes again', async () => {
  const { room, chat } = await inRoom()
  using _ = room
  await using __ = chat
  const { page } = chat
  await article(page, 'two').hover()
  await article(page, 'two').getByRole('button', { name: 'Mark as unread' }).click()
  await unread(page, 2)
  await newLine(page).waitFor()
  expect(await page.getByRole('status').filter({ hasText: 'Marked as unread' }).count()).toBe(1)
  await room.say('four')
  await unread(page, 3)

  // Escape says that it has been read.
  await page.keyboard.press('Escape')
  await allRead(page)
  await article(page, 'three').hover()
  await article(page, 'three').getByRole('button', { name: 'Mark as unread' }).click()
  await unread(page, 2)
  await room.say('five')
  await page.getByRole('link', { name: /Lobby/ }).click()
  await page.getByRole('heading', { name: 'Lobby' }).waitFor()
  await page.getByRole('link', { name: /3 unread$/ }).click()
  await chat.sees('four')
  await newLine(page).waitFor()
  await page.keyboard.press('Escape')
  await allRead(page)
  expect(chat.troubles()).toEqual([])
})

test('[J5] by keyboard the latest message of others is marked, on all devices, and whoever writes has read it', async () => {
  const { room, chat } = await inRoom()
  using _ = room
  await using __ = chat
  const { page } = chat
  await chat.write('mine')
  await chat.hasSent('mine')
  const second = await page.context().newPage()
  await second.goto(room.url)
  await second.getByRole('log').waitFor()
  await second.getByRole('link', { name: /Lobby/ }).click()
  await second.getByRole('heading', { name: 'Lobby' }).waitFor()

  await page.bringToFront()
  await page.getByRole('log').focus()
  await page.keyboard.press('Alt+U')
  await unread(page, 1)
  await unread(second, 1)
  await chat.write('I have read it')
  await allRead(page)
  await allRead(second)
  expect(chat.troubles()).toEqual([])
})

test('[J5] on a phone a message is marked as unread by finger, and is so after a reload', async () => {
  const { room, chat } = await inRoom(PHONE)
  using _ = room
  await using __ = chat
  const { page } = chat
  await article(page, 'one').getByRole('button', { name: 'More' }).tap()
  await page.getByRole('menuitem', { name: 'Mark as unread' }).tap()
  await unread(page, 3)
  await page.goto(`${cluster.url}/#/room/lobby`)
  await page.reload()
  await unread(page, 3)
  expect(chat.troubles()).toEqual([])
})

test('[J5] an own message is marked as unread from its menu, with what others wrote after it', async () => {
  const { room, chat } = await inRoom()
  using _ = room
  await using __ = chat
  const { page } = chat
  await chat.write('mine')
  await chat.hasSent('mine')
  await room.say('an answer')
  await chat.sees('an answer')
  await article(page, 'mine').hover()
  await article(page, 'mine').getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Mark as unread' }).click()
  await unread(page, 1)
  await newLine(page).waitFor()
  expect(chat.troubles()).toEqual([])
})

test('[J5] who has missed more than the page holds begins at the first of it, and has read nothing before it was in sight', async () => {
  const { room, chat } = await inRoom()
  using _ = room
  await using __ = chat
  const { page } = chat
  await page.goto('about:blank')
  for (let line = 1; line <= 150; line++) await room.say(`missed ${line}`)
  await page.goto(room.url)
  await newLine(page).waitFor()
  await chat.sees('missed 1')
  await expect.poll(async () => (await newLine(page).boundingBox())?.y ?? 9_999).toBeLessThan(400)
  await unread(page, 150)
  await page.getByRole('log').press('End')
  await chat.sees('missed 150')
  await allRead(page)
  expect(chat.troubles()).toEqual([])
})

test('[J5] another device that has the room before it, and shows notifications, does not read it at once, nor tell of it', async () => {
  const { room, chat } = await inRoom()
  using _ = room
  await using __ = chat
  const { page } = chat
  const second = await page.context().newPage()
  await second.goto(room.url)
  await second.getByRole('log').getByText('three').waitFor()
  await page.getByRole('log').focus()
  await page.keyboard.press('Alt+U')
  await unread(page, 1)
  await unread(second, 1)
  await newLine(second).waitFor()
  // Whatever would have read it has had its time: what was said later has come to both.
  await room.say('four')
  await unread(page, 2)
  await unread(second, 2)
})

test('who comes back to several rooms steps through the unread ones by key, or marks all as read', async () => {
  const { room, chat } = await inRoom()
  using _ = room
  await using __ = chat
  const { page } = chat
  using second = await makeRoom(cluster.url)
  using third = await makeRoom(cluster.url)
  for (const { url } of [second, third]) {
    await page.goto(url)
    await page.getByRole('button', { name: 'Join room' }).click()
    await page.getByRole('log').waitFor()
  }
  await page.getByRole('link', { name: /Lobby/ }).click()
  await page.getByRole('heading', { name: 'Lobby' }).waitFor()
  const all = page.getByRole('button', { name: 'Mark all as read' })
  await room.say('news')
  await unread(page, 1)
  expect(await all.count()).toBe(0)
  await second.say('more news')
  await unread(page, 2)
  await all.waitFor()

  // Not into the third, which has none.
  const opened: string[] = []
  for (const _ of [room, second]) {
    await page.keyboard.press('Alt+Shift+ArrowDown')
    await expect.poll(() => opened.includes(page.url()) || page.url().endsWith('lobby')).toBe(false)
    opened.push(page.url())
    await page.getByRole('log').getByText(/news$/).waitFor()
    await expect.poll(() => page.title()).not.toMatch(/^\(2\)/)
  }
  expect(opened.sort()).toEqual([room.url, second.url].sort())
  await allRead(page)

  await page.getByRole('link', { name: /Lobby/ }).click()
  for (const text of ['again', 'and again']) {
    for (const { say } of [room, second, third]) await say(text)
    await unread(page, 3)
    await all.click()
    await allRead(page)
    await all.waitFor({ state: 'detached' })
  }
  // Though the page goes within a second, before what was read would be told together.
  await page.goto('about:blank')
  await page.goto(`${cluster.url}/#/room/lobby`)
  await second.say('one more')
  await unread(page, 1)
  expect(chat.troubles()).toEqual([])
})

test('a message that was begun is marked as a draft in the list of rooms, until it is sent', async () => {
  const { room, chat } = await inRoom()
  using _ = room
  await using __ = chat
  const { page } = chat
  const box = page.getByRole('textbox', { name: /^Message to/ })
  await box.fill('half a thought')
  const draft = page.getByRole('link', { name: /draft/ })
  expect(await draft.count()).toBe(0)
  await page.getByRole('link', { name: /Lobby/ }).click()
  await page.getByRole('heading', { name: 'Lobby' }).waitFor()
  await draft.click()
  await expect.poll(() => box.inputValue()).toBe('half a thought')
  await box.press('Enter')
  await chat.sees('half a thought')
  await page.getByRole('link', { name: /Lobby/ }).click()
  await page.getByRole('heading', { name: 'Lobby' }).waitFor()
  expect(await draft.count()).toBe(0)
  expect(chat.troubles()).toEqual([])
})

test('what could not be sent takes nobody from where they want to go', async () => {
  const { room, chat } = await inRoom()
  using _ = room
  await using __ = chat
  const { page } = chat
  const members = (await cluster.redis.redis.keys(`*${room.roomId}*members`))[0] ?? ''
  const userId = await page.evaluate(() =>
    fetch('/api/auth/me')
      .then(answer => answer.json())
      .then(me => me.userId),
  )
  await cluster.redis.redis.srem(members, userId)
  await chat.write('not in it')
  await page.getByRole('button', { name: 'Retry' }).waitFor()
  await cluster.redis.redis.sadd(members, userId)
  await page.goto('about:blank')
  for (let line = 1; line <= 40; line++) await room.say(`later ${line}`)
  await page.goto(room.url)
  await newLine(page).waitFor()
  await chat.sees('later 1')
  await unread(page, 40)
})

test('on a Mac a key with Option writes what it writes, and is a command outside of text', async () => {
  const { room, chat } = await inRoom()
  using _ = room
  await using __ = chat
  const { page } = chat
  await page.addInitScript(() => Object.defineProperty(navigator, 'platform', { value: 'MacIntel' }))
  await page.reload()
  await chat.sees('three')
  /** As `@` is written in German. */
  const press = (selector: string) =>
    page.locator(selector).evaluate(element => {
      const init = { key: '@', code: 'KeyL', altKey: true, bubbles: true, cancelable: true }
      return !element.dispatchEvent(new KeyboardEvent('keydown', init))
    })
  expect(await press('textarea')).toBe(false)
  expect(page.url()).toBe(room.url)
  expect(await press('[role=log]')).toBe(true)
  await expect.poll(() => page.url()).toContain(`${room.url}/`)
})

test('who marks all as read by key where the rooms stand in a drawer goes on from there', async () => {
  const { room, chat } = await inRoom({ viewport: { width: 600, height: 800 } })
  using _ = room
  await using __ = chat
  const { page } = chat
  using second = await makeRoom(cluster.url)
  await page.goto(second.url)
  await page.getByRole('button', { name: 'Join room' }).click()
  await page.getByRole('log').waitFor()
  await page.goto(`${cluster.url}/#/room/lobby`)
  await page.getByRole('heading', { name: 'Lobby' }).waitFor()
  for (const each of [room, second]) await each.say('news')
  await unread(page, 2)
  await page.getByRole('button', { name: /^Rooms/ }).press('Enter')
  const drawer = page.getByRole('dialog', { name: 'Rooms' })
  await drawer.getByRole('button', { name: 'Mark all as read' }).press('Enter')
  await allRead(page)
  await expect.poll(() => isFocused(drawer.getByRole('link', { name: 'Lobby' }))).toBe(true)
  expect(chat.troubles()).toEqual([])
})
