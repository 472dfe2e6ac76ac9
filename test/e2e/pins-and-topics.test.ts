// What stands above the messages of a room: its topic, and those that are pinned.

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ChatPage, enterRoom, makeRoom, PHONE, type TestRoom } from '../support/chat-page.js'
import { eventually } from '../support/eventually.js'
import { isFocused, isLedTo, message } from '../support/led-to.js'
import { closePages, sharedChat } from '../support/shared-chat.js'
import type { Cluster } from '../support/start-cluster.js'

let browser: Browser
let cluster: Cluster
/** Of the two at a desk. */
let room: TestRoom
let ann: ChatPage
let bob: ChatPage
beforeAll(async () => {
  ;({ browser, cluster } = await sharedChat())
  room = await makeRoom(cluster.url)
  ;[ann, bob] = await Promise.all([enterRoom(browser, room.url), enterRoom(browser, room.url)])
})
afterAll(async () => {
  room[Symbol.dispose]()
  await closePages()
})

const header = (page: Page) => page.getByRole('main')
const topicButton = (page: Page, topic: string) =>
  header(page).getByRole('button', { name: `Topic: ${topic}` })
const topicForm = (page: Page) => page.getByRole('dialog', { name: 'Topic of the room' })
const pinsButton = (page: Page, name: string) => header(page).getByRole('button', { name, exact: true })
const panel = (page: Page) => page.getByRole('dialog', { name: 'Pinned messages' })
const pageIsTooWide = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)

test('[C6] a topic is set, changed and removed in the header, and everybody is told', async () => {
  await header(ann.page).getByRole('button', { name: 'Set a topic' }).click()
  const field = topicForm(ann.page).getByRole('textbox')
  await expect.poll(() => isFocused(field)).toBe(true)
  await ann.page.keyboard.type('Tea and <b>cake</b>')
  // Selected by a mouse that goes beyond the dialog.
  await field.hover()
  await ann.page.mouse.down()
  await ann.page.mouse.move(2, 2)
  await ann.page.mouse.up()
  await ann.page.keyboard.press('Enter')
  await topicForm(ann.page).waitFor({ state: 'hidden' })
  await topicButton(bob.page, 'Tea and <b>cake</b>').waitFor()
  await bob.page.getByRole('log').getByText('set the topic:').waitFor()
  await bob.page.reload()

  await topicButton(bob.page, 'Tea and <b>cake</b>').click()
  await topicForm(bob.page).getByRole('textbox').fill('')
  await topicForm(bob.page).getByRole('button', { name: 'Save' }).click()
  await header(ann.page).getByRole('button', { name: 'Set a topic' }).waitFor()
  await ann.page.getByRole('log').getByText('removed the topic').waitFor()
  for (const { troubles } of [ann, bob]) expect(troubles()).toEqual([])
})

test('[C6] a topic that somebody else sets meanwhile is not set back by who changes nothing, and replaced knowingly', async () => {
  const form = topicForm(ann.page)
  const field = form.getByRole('textbox')
  const changed = form.getByText('Somebody has changed it meanwhile')
  const told = ann.page.getByRole('log').getByText('set the topic:')
  await header(ann.page).getByRole('button', { name: 'Set a topic' }).click()
  await bob.write('/topic Bread')
  await expect.poll(() => field.inputValue()).toBe('Bread')
  expect(await changed.count()).toBe(0)
  const count = await told.count()
  await field.press('Enter')
  await form.waitFor({ state: 'hidden' })

  await topicButton(ann.page, 'Bread').click()
  await field.fill('Butter')
  await bob.write('/topic Jam')
  await changed.filter({ hasText: 'to: Jam. Saving replaces that.' }).waitFor()
  expect(await field.inputValue()).toBe('Butter')
  await field.press('Enter')
  await topicButton(bob.page, 'Butter').waitFor()
  // Bob's, and then hers: nothing was set by saving what stood there.
  await expect.poll(() => told.count()).toBe(count + 2)
  for (const { troubles } of [ann, bob]) expect(troubles()).toEqual([])
})

test('[C5] a pinned message is found by everybody, also one that is far back, and is unpinned by anybody', async () => {
  await ann.write('the rules')
  await bob.sees('the rules')
  await message(bob.page, 'the rules').hover()
  await message(bob.page, 'the rules').getByRole('button', { name: 'Pin message' }).click()
  await message(ann.page, 'the rules').getByText('pinned', { exact: true }).waitFor()
  await ann.page.getByRole('log').getByRole('button', { name: 'a message' }).waitFor()

  await ann.page.keyboard.press('ArrowUp')
  const form = ann.page.getByRole('form', { name: 'Edit message' })
  await form.getByRole('textbox').fill('the new rules')
  await form.getByRole('button', { name: 'Save' }).click()
  await bob.sees('the new rules')
  for (let count = 1; count <= 70; count += 1) await room.say(`message ${count}`)
  await room.say('the last one')
  await bob.reloadAtEnd('the last one')
  await bob.page.keyboard.press('Alt+KeyP')
  await pinsButton(bob.page, '2 pinned messages').click()
  const items = panel(bob.page).getByRole('listitem')
  await eventually(async () => expect(await items.count()).toBe(2))
  await items.first().getByText('the last one').waitFor()
  // Read by itself, as it says by now.
  await items
    .last()
    .getByRole('button', { name: / the new rules$/ })
    .click()
  await panel(bob.page).waitFor({ state: 'hidden' })
  await isLedTo(bob.page, 'the new rules', { withinMs: 20_000 })

  // Where the reader was led to, the key is about that message.
  await bob.page.keyboard.press('Alt+KeyP')
  await pinsButton(ann.page, '1 pinned message').click()
  await panel(ann.page)
    .getByRole('button', { name: /^Unpin/ })
    .click()
  await panel(ann.page).getByText('Nothing is pinned any more.').waitFor()
  await ann.page.keyboard.press('Escape')
  await pinsButton(bob.page, '1 pinned message').waitFor({ state: 'hidden' })
  await expect.poll(() => isFocused(ann.page.getByRole('textbox', { name: /^Message to/ }))).toBe(true)
  for (const { troubles } of [ann, bob]) expect(troubles()).toEqual([])
})

test('on a phone one pins and sets the topic by touch, and a deleted message is pinned no more', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url, PHONE)
  const { page } = chat
  await chat.write('on a phone')
  const more = message(page, 'on a phone').getByRole('button', { name: 'More' })
  await more.tap()
  await page.getByRole('menuitem', { name: 'Pin message' }).tap()
  await header(page).getByRole('button', { name: 'Set a topic' }).tap()
  await topicForm(page).getByRole('textbox').fill('a topic of many words '.repeat(10).trim())
  await topicForm(page).getByRole('button', { name: 'Save' }).tap()
  await topicButton(page, 'a topic of many words').waitFor()
  await expect.poll(() => pageIsTooWide(page)).toBe(false)

  await pinsButton(page, '1 pinned message').tap()
  await panel(page)
    .getByRole('button', { name: / on a phone$/ })
    .tap()
  await isLedTo(page, 'on a phone')
  await more.tap()
  await page.getByRole('menuitem', { name: 'Edit message' }).tap()
  const form = page.getByRole('form', { name: 'Edit message' })
  await form.getByRole('button', { name: 'Delete' }).tap()
  await form.getByRole('button', { name: 'Delete for everybody' }).tap()
  await pinsButton(page, '1 pinned message').waitFor({ state: 'hidden' })
  expect(chat.troubles()).toEqual([])
})
