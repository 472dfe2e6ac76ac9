// A program that writes into a room, from the dialog where its address is made to the one where it ends.

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ChatPage, enterAsGuest, enterRoom, PHONE } from '../support/chat-page.js'
import { eventually } from '../support/eventually.js'
import { isFocused, message } from '../support/led-to.js'
import { closePages, sharedChat } from '../support/shared-chat.js'
import type { Cluster } from '../support/start-cluster.js'
import { post, someName } from '../support/wire-client.js'

let browser: Browser
let cluster: Cluster
let mira: ChatPage
let tom: ChatPage
beforeAll(async () => {
  ;({ browser, cluster } = await sharedChat())
  mira = await enterAsGuest(browser, cluster.url, { permissions: ['clipboard-read', 'clipboard-write'] })
  const { page } = mira
  const name = someName('room')
  await page.getByRole('button', { name: 'Create room' }).click()
  await page.getByRole('dialog').getByLabel('Room name').fill(name)
  await page.keyboard.press('Enter')
  await page.getByRole('main').getByRole('heading', { level: 1, name }).waitFor()
  tom = await enterRoom(browser, page.url())
})
afterAll(closePages)

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Webhooks' })
const say = async (address: string, body: object) =>
  (await post(cluster.url, new URL(address).pathname, body)).status

test('[B1] [B4] by keyboard a moderator makes a webhook, copies its address, and ends it; to others nothing of it is offered', async () => {
  const { page } = mira
  await page.context().setOffline(true)
  await page.getByRole('button', { name: /^Connection: Offline/ }).waitFor()
  await page.getByRole('button', { name: 'Webhooks…' }).press('Enter')
  await dialog(page).getByText('They are shown when the connection is back.').waitFor()
  await page.context().setOffline(false)
  await dialog(page).getByText('There are none yet.').waitFor()
  const name = dialog(page).getByRole('textbox', { name: 'Name' })
  await expect.poll(() => isFocused(name)).toBe(true)
  await page.keyboard.type('CI')
  await page.keyboard.press('Enter')
  await dialog(page).getByRole('heading', { name: 'CI can write here now' }).waitFor()
  await dialog(page).getByRole('button', { name: 'Copy the address' }).press('Enter')
  await dialog(page).getByText('Copied the address.').waitFor()
  const address = await page.evaluate(() => navigator.clipboard.readText())
  expect(address).toBe(await dialog(page).getByRole('textbox', { name: 'Address' }).inputValue())
  await expect
    .poll(() => dialog(page).getByRole('textbox', { name: 'Try it' }).inputValue())
    .toContain(` ${address}`)
  await dialog(page).getByRole('button', { name: 'Copy the command' }).press('Enter')
  await dialog(page).getByText('Copied the command.').waitFor()
  await expect.poll(() => dialog(page).getByText('Copied the address.').count()).toBe(0)
  // Nothing but a word of its reader takes it away.
  await page.mouse.click(2, 2)
  await dialog(page).getByRole('button', { name: 'Done' }).press('Enter')
  await expect.poll(() => isFocused(name)).toBe(true)
  await dialog(page).getByText('Never used').waitFor()
  await expect.poll(() => page.content()).not.toContain(address)

  await tom.page.getByRole('log').getByText('added the webhook').waitFor()
  expect(await say(address, { text: '*green*' })).toBe(200)
  expect(await say(address, { text: `look here, @${tom.name}`, username: mira.name })).toBe(200)
  await expect.poll(() => tom.page.getByRole('button', { name: 'Webhooks…' }).count()).toBe(0)

  const remove = dialog(page).getByRole('button', { name: 'Remove CI…' })
  await remove.press('Enter')
  const keep = dialog(page).getByRole('button', { name: 'Keep it' })
  await eventually(async () => expect(await isFocused(keep)).toBe(true))
  await page.keyboard.press('Enter')
  await eventually(async () => expect(await isFocused(remove)).toBe(true))
  await page.keyboard.press('Enter')
  await dialog(page).getByRole('button', { name: 'Remove webhook' }).press('Enter')
  await dialog(page).getByText('There are none yet.').waitFor()
  expect(await say(address, { text: 'too late' })).toBe(404)
  await page.keyboard.press('Escape')
  await tom.page.getByRole('log').getByText('removed the webhook').waitFor()
  expect(mira.troubles()).toEqual([])
})

/** The room behind the words. */
function emptyPx(badge: Element): number {
  const words = badge.ownerDocument.createRange()
  words.selectNodeContents(badge)
  return badge.getBoundingClientRect().right - words.getBoundingClientRect().right
}

test('[B5] what a program writes is marked as its, whatever it goes by, and it is nobody to mention', async () => {
  const { page } = tom
  for (const step of ['live', 'reloaded'] as const) {
    if (step === 'reloaded') await page.reload()
    const forged = message(page, `look here, @${tom.name}`)
    await forged.getByText('App: CI').waitFor()
    expect(await forged.getByText('App: CI').evaluate(emptyPx)).toBeLessThan(8)
    await message(page, 'green').getByText('App', { exact: true }).waitFor()
    await expect.poll(() => forged.getAttribute('aria-label')).toContain(`${mira.name} (app: CI), `)
    // It mentions as anybody does.
    await forged.locator('.mention-me').waitFor()
  }
  await page.keyboard.press('Alt+KeyQ')
  await page.getByRole('status').filter({ hasText: mira.name }).getByText('App: CI').waitFor()
  // No name that a test makes has an i behind a c: of those who have one, the list would take the Enter.
  await tom.write('@CI')
  await tom.sees('@CI')
  await page.getByRole('textbox', { name: /^Message to/ }).fill('@')
  const suggested = page.getByRole('option')
  await suggested.first().waitFor()
  await expect.poll(() => suggested.filter({ hasText: 'CI' }).count()).toBe(0)
  expect(tom.troubles()).toEqual([])
})

test('[B1] on a phone, in the dark, a webhook is made by finger, and when it cannot be copied the page says how else', async () => {
  await using phone = await enterAsGuest(browser, cluster.url, { ...PHONE, colorScheme: 'dark' })
  const { page } = phone
  await page.getByRole('button', { name: 'Rooms' }).tap()
  await page.getByRole('button', { name: 'Create room' }).tap()
  await page.getByRole('dialog').getByLabel('Room name').fill(someName('a room'))
  await page.getByRole('dialog').getByRole('button', { name: 'Create room' }).tap()
  await page.getByRole('textbox', { name: /^Message to a room/ }).waitFor()
  await page.getByRole('button', { name: 'Members' }).tap()
  await page.getByRole('button', { name: 'Webhooks…' }).tap()
  await dialog(page).getByRole('textbox', { name: 'Name' }).fill('A webhook of quite a long name')
  await dialog(page).getByRole('button', { name: 'Create webhook' }).tap()
  // As on a page that did not come over TLS.
  await page.evaluate(() => {
    Object.defineProperty(navigator, 'clipboard', { value: undefined })
    document.execCommand = () => false
  })
  await dialog(page).getByRole('button', { name: 'Copy the address' }).tap()
  await dialog(page).getByText('hold it and choose Copy').waitFor()
  const address = dialog(page).getByRole('textbox', { name: 'Address' })
  await expect.poll(() => address.evaluate(it => it.scrollHeight <= it.clientHeight)).toBe(true)
  expect(await say(await address.inputValue(), { text: 'hello' })).toBe(200)
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  await dialog(page).getByRole('button', { name: 'Done' }).tap()
  await dialog(page)
    .getByRole('button', { name: /^Remove A webhook/ })
    .tap()
  await dialog(page).getByRole('button', { name: 'Remove webhook' }).tap()
  await dialog(page).getByText('There are none yet.').waitFor()
  const named = page.locator('.event-line bdi').getByText('A webhook of quite a long name')
  await expect.poll(() => named.first().evaluate(it => it.scrollWidth <= it.clientWidth)).toBe(true)
  expect(phone.troubles()).toEqual([])
})
