// What was said in a room, found by its words: how one looks for it, and the way there.

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enterRoom, isWhole, makeRoom, PHONE, type TestRoom } from '../support/chat-page.js'
import { eventually } from '../support/eventually.js'
import { isAt, isFocused, isLedTo } from '../support/led-to.js'
import { nextMillisecond } from '../support/next-millisecond.js'
import { closePages, sharedChat } from '../support/shared-chat.js'
import type { Cluster } from '../support/start-cluster.js'

let browser: Browser
let cluster: Cluster
beforeAll(async () => {
  ;({ browser, cluster } = await sharedChat())
})
afterAll(closePages)

const openButton = (page: Page) => page.getByRole('button', { name: 'Search in this room' })
const panel = (page: Page) => page.getByRole('search')
const box = (page: Page) => panel(page).getByRole('searchbox', { name: /^Search in/ })
const hits = (page: Page) => panel(page).getByRole('list', { name: 'Messages found' }).getByRole('button')
const composer = (page: Page) => page.getByRole('textbox', { name: /^Message to/ })
const tells = (page: Page, text: string | RegExp) => panel(page).getByRole('status').getByText(text).waitFor()
const isGone = (page: Page) => eventually(async () => expect(await panel(page).count()).toBe(0))

async function say(room: TestRoom, count: number, what = 'talk') {
  for (let index = 1; index <= count; index++) await room.say(`${what} ${index}`)
}

test('[J7] a search finds what the page has not loaded by words in any order, marks them, and leads there', async () => {
  using room = await makeRoom(cluster.url)
  await room.say('Sarah brings the blue *Kanu* to the lake')
  await room.say('Sarah has a kanu')
  await say(room, 450)
  await using chat = await enterRoom(browser, room.url)
  const { page } = chat
  await chat.sees('talk 450')
  await openButton(page).click()
  await expect.poll(() => isFocused(box(page))).toBe(true)
  await panel(page).getByText('A part of a word will do.').waitFor()
  await page.keyboard.type('kanu SÁRAH lak')
  await tells(page, '1 message found')
  await expect.poll(() => hits(page).locator('mark').allInnerTexts()).toEqual(['Sarah', 'Kanu', 'lak'])
  await hits(page).getByText(room.host.name).waitFor()

  await hits(page).click()
  await isLedTo(page, 'Sarah brings the blue Kanu to the lake', { withinMs: 20_000 })
  await expect.poll(() => hits(page).count()).toBe(1)

  await box(page).focus()
  await page.keyboard.press('Escape')
  await isGone(page)
  await expect.poll(() => isFocused(openButton(page))).toBe(true)
  expect(chat.troubles()).toEqual([])
})

test('[J7] an edited message is found by what it says now, and a deleted one not at all', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url)
  const { page } = chat
  await chat.write('see you at nine')
  await chat.hasSent('see you at nine')
  await composer(page).press('ArrowUp')
  const form = page.getByRole('form', { name: 'Edit message' })
  await form.getByRole('textbox').fill('see you at ten')
  await form.getByRole('button', { name: 'Save' }).click()
  await chat.sees('see you at ten')

  await openButton(page).click()
  await page.keyboard.type('nine')
  await tells(page, 'No message matches “nine”.')
  await box(page).fill('ten')
  await tells(page, '1 message found')
  await hits(page).getByText('see you at ten').click()
  await isLedTo(page, 'see you at ten')

  await composer(page).press('ArrowUp')
  await form.getByRole('button', { name: 'Delete' }).click()
  await form.getByRole('button', { name: 'Delete for everybody' }).click()
  await page.getByText('Message deleted').waitFor()
  // The same words are looked for anew.
  await box(page).press('Enter')
  await tells(page, 'No message matches “ten”.')
  await expect.poll(() => hits(page).count()).toBe(0)
  expect(chat.troubles()).toEqual([])
})

test('by keyboard alone one opens the search, goes through what is found, comes back to it, and closes it', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url)
  const { page } = chat
  await say(room, 3, 'apple')
  await say(room, 40)
  await chat.sees('talk 40')
  await expect.poll(() => isFocused(composer(page))).toBe(true)
  await page.keyboard.press('Control+Shift+KeyF')
  await page.keyboard.type('apple')
  await page.keyboard.press('Enter')
  await tells(page, '3 messages found')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  await expect.poll(() => isFocused(hits(page).nth(1))).toBe(true)
  await page.keyboard.press('Enter')
  await isLedTo(page, 'apple 2')

  await page.keyboard.press('Control+Shift+KeyF')
  await expect.poll(() => isFocused(box(page))).toBe(true)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  await expect.poll(() => isFocused(box(page))).toBe(true)
  await page.keyboard.press('Escape')
  await isGone(page)
  // Where it was, and no further: Escape has not gone to the latest message as well.
  await isAt(page, 'apple 2')
  await page.keyboard.press('Shift+Slash')
  await page.getByRole('dialog').getByText('Search in the room').waitFor()
  expect(chat.troubles()).toEqual([])
})

test('beside the room there is the search or the members, and another room opens without a search', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url)
  const { page } = chat
  const members = page.getByRole('complementary', { name: 'Members' })
  const membersButton = page.getByRole('button', { name: 'Members', exact: true })
  await members.waitFor()
  await openButton(page).click()
  await box(page).fill('whatever')
  await expect.poll(() => members.count()).toBe(0)
  await expect.poll(() => membersButton.getAttribute('aria-expanded')).toBe('false')
  await membersButton.click()
  await members.waitFor()
  await expect.poll(() => panel(page).count()).toBe(0)

  await openButton(page).click()
  await expect.poll(() => box(page).inputValue()).toBe('')
  await box(page).fill('whatever')
  await page.getByRole('link', { name: /^Lobby/ }).click()
  await page.getByRole('textbox', { name: 'Message to Lobby' }).waitFor()
  await expect.poll(() => panel(page).count()).toBe(0)
  await members.waitFor()
  await page.goBack()
  await page.getByRole('textbox', { name: /^Message to room/ }).waitFor()
  await expect.poll(() => panel(page).count()).toBe(0)
  expect(chat.troubles()).toEqual([])
})

test('[J7] a search in all rooms finds what was said elsewhere, says where, leads there and stays open', async () => {
  using garden = await makeRoom(cluster.url)
  using kitchen = await makeRoom(cluster.url)
  await garden.say('where is the teapot')
  await nextMillisecond()
  await kitchen.say('the teapot is in the kitchen')
  await say(kitchen, 450)
  await garden.say('a teapot at last')
  await using chat = await enterRoom(browser, garden.url)
  const { page } = chat
  await page.goto(kitchen.url)
  await page.getByRole('button', { name: 'Join room' }).click()
  await chat.sees('talk 450')
  const kitchenName = await page
    .getByRole('main')
    .getByRole('heading', { level: 1 })
    .locator('.name')
    .innerText()
  await page.goto(garden.url)
  await chat.sees('a teapot at last')

  await openButton(page).click()
  await page.keyboard.type('teapot')
  await tells(page, '2 messages found')
  await panel(page).getByRole('radio', { name: 'All rooms' }).check()
  await tells(page, '3 messages found')
  await panel(page).getByRole('searchbox', { name: 'Search in all rooms' }).waitFor()
  await expect
    .poll(() => hits(page).locator('.search-hit-text').allInnerTexts())
    .toEqual(['a teapot at last', 'the teapot is in the kitchen', 'where is the teapot'])
  await hits(page).nth(1).getByText(kitchenName).waitFor()
  await expect.poll(() => hits(page).nth(0).getByText(kitchenName).count()).toBe(0)

  await hits(page).nth(1).click()
  await isLedTo(page, 'the teapot is in the kitchen', { withinMs: 20_000 })
  expect(page.url()).toBe(kitchen.url)
  await expect.poll(() => hits(page).count()).toBe(3)
  await panel(page).getByRole('radio', { name: 'This room' }).check()
  await tells(page, '1 message found')
  // It is confined to this room by now, and goes with it.
  await page.goBack()
  await page.getByRole('textbox', { name: /^Message to/ }).waitFor()
  await isGone(page)
  expect(chat.troubles()).toEqual([])
})

test('on a phone the search covers the room, and goes when one has chosen', async () => {
  using room = await makeRoom(cluster.url)
  await room.say(`long ago, ${'a-word-without-an-end'.repeat(12)}`)
  await room.say('long ago as well')
  await say(room, 120)
  await using chat = await enterRoom(browser, room.url, PHONE)
  const { page } = chat
  await chat.sees('talk 120')
  await openButton(page).tap()
  await expect.poll(() => isFocused(box(page))).toBe(true)
  await page.keyboard.type('long ago')
  await tells(page, '2 messages found')
  const { x, width } = (await panel(page).boundingBox()) ?? {}
  expect([x, width]).toEqual([0, 390])
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  await hits(page).first().tap()
  await isGone(page)
  await isLedTo(page, 'long ago as well', { withinMs: 20_000 })

  await openButton(page).tap()
  await expect.poll(() => box(page).inputValue()).toBe('')
  await page.getByRole('button', { name: 'Close' }).tap()
  await isGone(page)
  await expect.poll(() => isFocused(openButton(page))).toBe(true)
  expect(chat.troubles()).toEqual([])
})

test('of much that is found the newest is shown first, and more of it when one asks for it', async () => {
  using room = await makeRoom(cluster.url)
  await say(room, 50, 'pear')
  await using chat = await enterRoom(browser, room.url)
  const { page } = chat
  await openButton(page).click()
  await eventually(async () => expect(await isFocused(box(page))).toBe(true))
  await page.keyboard.type('pear')
  await tells(page, '20 messages found, back to today')
  await expect.poll(() => hits(page).first().innerText()).toContain('pear 50')
  const further = panel(page).getByRole('button', { name: 'Look further back' })
  // By keyboard, one goes on to what has come.
  await box(page).press('ArrowDown')
  for (let step = 1; step <= 20; step++) await page.keyboard.press('ArrowDown')
  await expect.poll(() => isFocused(further)).toBe(true)
  await page.keyboard.press('Enter')
  await tells(page, '40 messages found, back to today')
  await page.keyboard.press('ArrowDown')
  await expect.poll(() => isFocused(hits(page).nth(20))).toBe(true)

  await further.click()
  await tells(page, '50 messages found')
  await expect.poll(() => further.count()).toBe(0)
  await expect.poll(() => hits(page).last().innerText()).toContain('pear 1')
  expect(chat.troubles()).toEqual([])
})

test('a search without a connection says so, and goes on when it is back', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url)
  const { page } = chat
  await room.say('are you there?')
  await chat.sees('are you there?')
  await isWhole(chat)
  await page.context().setOffline(true)
  await page.getByRole('button', { name: /^Connection: Offline/ }).waitFor()
  await openButton(page).click()
  await page.keyboard.type('there')
  await tells(page, 'The search goes on when the connection is back.')
  await page.context().setOffline(false)
  await tells(page, '1 message found')
  await hits(page).click()
  await isLedTo(page, 'are you there?')
})
