// The list from which emoji are given: how one looks for one, and what it remembers.

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ChatPage, enterRoom, makeRoom, PHONE } from '../support/chat-page.js'
import { isFocused } from '../support/led-to.js'
import { closePages, sharedChat } from '../support/shared-chat.js'
import type { Cluster } from '../support/start-cluster.js'

let browser: Browser
let cluster: Cluster
beforeAll(async () => {
  ;({ browser, cluster } = await sharedChat())
})
afterAll(closePages)

const picker = (page: Page) => page.getByRole('dialog', { name: 'Add a reaction' })
const field = (page: Page) => picker(page).getByRole('searchbox', { name: 'Search emoji' })
const group = (page: Page, name: string) => picker(page).getByRole('group', { name })
const emojiIn = (page: Page, name: string) => group(page, name).getByRole('button').allInnerTexts()
const composer = (page: Page) => page.getByRole('textbox', { name: /^Message to/ })
const reaction = (page: Page, emoji: string) =>
  page.getByRole('list', { name: 'Reactions' }).getByRole('button', { name: emoji })
const isGone = (page: Page) => picker(page).waitFor({ state: 'detached' })

/** By keyboard, at the latest message, as soon as it is one that can be reacted to. */
async function open({ page, hasSent }: ChatPage, text: string) {
  await hasSent(text)
  await composer(page).focus()
  await page.keyboard.press('Alt+KeyR')
  await expect.poll(() => isFocused(field(page))).toBe(true)
}

test('an emoji that is not in the list is found by its name, given with Enter, and offered first from then on', async () => {
  using room = await makeRoom(cluster.url)
  await using ann = await enterRoom(browser, room.url)
  await using bob = await enterRoom(browser, room.url)
  const { page } = ann
  await ann.write('a day at the lake')
  await open(ann, 'a day at the lake')
  await expect.poll(() => emojiIn(page, 'Frequently used')).toHaveLength(32)
  await expect.poll(() => group(page, 'Recently used').count()).toBe(0)
  const asked = () => page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name))
  expect((await asked()).filter(name => name.includes('emoji-names'))).toEqual([])
  await page.keyboard.type('cano')
  await expect.poll(() => emojiIn(page, 'Found')).toEqual(['🛶'])
  expect((await asked()).filter(name => name.includes('emoji-names'))).toHaveLength(1)
  await page.keyboard.press('Enter')
  await isGone(page)
  await expect.poll(() => isFocused(composer(page))).toBe(true)
  await reaction(bob.page, '🛶 1').waitFor()

  await page.reload()
  await ann.sees('a day at the lake')
  await open(ann, 'a day at the lake')
  await expect.poll(() => emojiIn(page, 'Recently used')).toEqual(['🛶'])
  await group(page, 'Frequently used').getByRole('button', { name: 'Fire' }).click()
  await reaction(bob.page, '🔥 1').waitFor()
  await open(ann, 'a day at the lake')
  await expect.poll(() => emojiIn(page, 'Recently used')).toEqual(['🔥', '🛶'])
  for (const { troubles } of [ann, bob]) expect(troubles()).toEqual([])
})

test('by keyboard one goes through what is found, back to the field, and writes on from there', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url)
  const { page } = chat
  await chat.write('hello')
  await open(chat, 'hello')
  await page.keyboard.type('heart')
  const found = group(page, 'Found').getByRole('button')
  await expect.poll(() => found.count()).toBeGreaterThan(16)
  await page.keyboard.press('ArrowDown')
  await expect.poll(() => isFocused(found.nth(0))).toBe(true)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => isFocused(found.nth(9))).toBe(true)
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowUp')
  await expect.poll(() => isFocused(field(page))).toBe(true)
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => isFocused(found.nth(1))).toBe(true)
  await page.keyboard.type('eyes')
  await expect.poll(() => field(page).inputValue()).toBe('hearteyes')
  await picker(page).getByRole('status').getByText('No emoji is called that.').waitFor()
  await page.keyboard.press('Enter')
  await expect.poll(() => picker(page).count()).toBe(1)
  await field(page).fill('heart eyes')
  await expect.poll(() => found.first().innerText()).toBe('😍')
  await page.keyboard.press('Escape')
  await isGone(page)
  await expect.poll(() => isFocused(composer(page))).toBe(true)
  await expect.poll(() => page.getByRole('list', { name: 'Reactions' }).count()).toBe(0)
  expect(chat.troubles()).toEqual([])
})

test('on a phone no keyboard comes up by itself, and what is found stands above it', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url, PHONE)
  const { page } = chat
  await chat.write('on a phone')
  await chat.hasSent('on a phone')
  await page.getByRole('button', { name: 'More' }).last().tap()
  await page.getByRole('menuitem', { name: 'Add a reaction' }).tap()
  await picker(page).waitFor()
  await expect.poll(() => isFocused(picker(page).getByRole('button', { name: 'Thumbs up' }))).toBe(true)
  await expect.poll(() => isFocused(field(page))).toBe(false)
  // Or the page is zoomed into.
  const size = await field(page).evaluate(it => Number.parseFloat(getComputedStyle(it).fontSize))
  expect(size).toBeGreaterThanOrEqual(16)

  await field(page).tap()
  await field(page).pressSequentially('canoe')
  const canoe = group(page, 'Found').getByRole('button', { name: 'canoe' })
  await canoe.waitFor()
  await expect.poll(async () => (await canoe.boundingBox())?.y).toBeLessThan(200)
  const { x = -1, width = 0 } = (await picker(page).boundingBox()) ?? {}
  expect([x, width]).toEqual([6, 378])
  await canoe.tap()
  await reaction(page, '🛶 1').waitFor()
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
  expect(chat.troubles()).toEqual([])
})
