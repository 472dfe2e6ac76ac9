// Who has read a message: what whoever wrote it sees, and what the others can keep to themselves.

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ChatPage, enterRoom, isWhole, makeRoom, PHONE } from '../support/chat-page.js'
import { eventually } from '../support/eventually.js'
import { isFocused, message } from '../support/led-to.js'
import { closePages, sharedChat } from '../support/shared-chat.js'
import type { Cluster } from '../support/start-cluster.js'

let browser: Browser
let cluster: Cluster
beforeAll(async () => {
  ;({ browser, cluster } = await sharedChat())
})
afterAll(closePages)

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Who has read it' })
const readers = (page: Page) => dialog(page).getByRole('list').getByRole('listitem').allInnerTexts()
const named = (text: readonly string[], { name }: ChatPage) => text.some(each => each.includes(name))

test('[J9] who wrote a message sees who has read it as they do, and each can keep that to themselves', async () => {
  using room = await makeRoom(cluster.url)
  await using ann = await enterRoom(browser, room.url)
  await ann.write('who comes along?')
  await ann.hasSent('who comes along?')
  await message(ann.page, 'who comes along?').hover()
  await message(ann.page, 'who comes along?').getByRole('button', { name: 'Who has read it' }).click()
  await dialog(ann.page).getByText('Nobody else so far.').waitFor()

  await using bob = await enterRoom(browser, room.url)
  await bob.sees('who comes along?')
  await dialog(ann.page).getByRole('button', { name: 'Close' }).click()
  await ann.write('Bob?')
  await bob.sees('Bob?')
  await message(ann.page, 'Bob?').hover()
  await message(ann.page, 'Bob?').getByRole('button', { name: 'Who has read it' }).click()
  await dialog(ann.page).getByText('One person:').waitFor()
  expect(named(await readers(ann.page), bob)).toBe(true)

  await bob.page.keyboard.press('Alt+KeyS')
  const choice = dialog(bob.page).getByRole('checkbox', { name: 'Let others see what I have read' })
  await expect.poll(() => choice.isChecked()).toBe(true)
  await choice.uncheck()
  // Without anything that she does.
  await dialog(ann.page).getByText('Nobody else so far.').waitFor()
  await bob.page.reload()
  await bob.sees('Bob?')
  await bob.page.keyboard.press('Alt+KeyS')
  await eventually(async () => expect(await choice.isChecked()).toBe(false))
  await choice.check()
  await dialog(ann.page).getByText('One person:').waitFor()
  for (const { troubles } of [ann, bob]) expect(troubles()).toEqual([])
})

test('[J9] by keyboard it is asked of the latest message, and Escape gives the focus back', async () => {
  using room = await makeRoom(cluster.url)
  await room.say('hello')
  await using chat = await enterRoom(browser, room.url)
  const { page } = chat
  await chat.sees('hello')
  const composer = page.getByRole('textbox', { name: /^Message to/ })
  await composer.focus()
  await page.keyboard.press('Alt+KeyS')
  await dialog(page).getByText('Nobody else so far.').waitFor()
  await page.keyboard.press('Escape')
  await dialog(page).waitFor({ state: 'hidden' })
  await expect.poll(() => isFocused(composer)).toBe(true)
  expect(chat.troubles()).toEqual([])
})

test('[J9] on a phone it stands behind More; without a connection that is said, and made good', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url, PHONE)
  const { page } = chat
  await chat.write('on a phone')
  // Until then it is not in the log.
  await message(page, 'on a phone').getByRole('button', { name: 'More' }).waitFor()
  await isWhole(chat)
  await page.context().setOffline(true)
  await page.getByRole('button', { name: /^Connection: Offline/ }).waitFor()
  await message(page, 'on a phone').getByRole('button', { name: 'More' }).tap()
  await page.getByRole('menuitem', { name: 'Who has read it' }).tap()
  await dialog(page)
    .getByRole('alert')
    .getByText(/cannot be reached/)
    .waitFor()
  await page.context().setOffline(false)
  await dialog(page).getByText('Nobody else so far.').waitFor({ timeout: 20_000 })
  await expect
    .poll(() =>
      dialog(page)
        .getByText(/cannot be reached/)
        .count(),
    )
    .toBe(0)
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
})
