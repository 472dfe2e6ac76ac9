// The address of a message: where one finds it, and what becomes of whoever opens it.

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enterAsGuest, enterRoom, makeRoom, openChat, PHONE } from '../support/chat-page.js'
import { eventually } from '../support/eventually.js'
import { isLedTo, message } from '../support/led-to.js'
import { closePages, sharedChat } from '../support/shared-chat.js'
import type { Cluster } from '../support/start-cluster.js'
import { guest, someName } from '../support/wire-client.js'

let browser: Browser
let cluster: Cluster
beforeAll(async () => {
  ;({ browser, cluster } = await sharedChat())
})
afterAll(closePages)

const timeOf = (page: Page, text: string) =>
  message(page, text).getByRole('link', { name: /^Link to this message/ })

test('the time of a message leads to its address, and that leads there again after a reload', async () => {
  using room = await makeRoom(cluster.url)
  await room.say('keep this in mind')
  for (let index = 1; index <= 60; index++) await room.say(`talk ${index}`)
  await using chat = await enterRoom(browser, room.url)
  const { page } = chat
  await chat.sees('talk 60')
  await page.keyboard.press('Alt+KeyL')
  await isLedTo(page, 'talk 60')
  expect(page.url()).toMatch(/\/62-[\w-]+$/)
  // Older messages that come meanwhile end the way to the top, and move what is to be clicked, also from under a pressed button.
  await eventually(
    async () => {
      await page.getByRole('log').press('Home')
      const address = await timeOf(page, 'keep this in mind').getAttribute('href', { timeout: 1_000 })
      await timeOf(page, 'keep this in mind').click({ timeout: 1_000 })
      expect(page.url()).toContain(address)
    },
    { withinMs: 20_000 },
  )
  await isLedTo(page, 'keep this in mind')
  // Also by the address that is in the browser already.
  await eventually(async () =>
    expect(await message(page, 'keep this in mind').evaluate(it => it.getAnimations().length)).toBe(0),
  )
  await page.getByRole('log').focus()
  await timeOf(page, 'keep this in mind').click()
  await isLedTo(page, 'keep this in mind')
  expect(page.url()).toMatch(new RegExp(`${room.roomId}/\\d+-[\\w-]+$`))
  await page.reload()
  await isLedTo(page, 'keep this in mind', { withinMs: 20_000 })
  expect(chat.troubles()).toEqual([])
})

test('who opens the address of a message signs in, joins the room, and is led to it however far back it is', async () => {
  using room = await makeRoom(cluster.url)
  await room.say('read this first')
  await using host = await enterRoom(browser, room.url)
  const address = new URL((await timeOf(host.page, 'read this first').getAttribute('href')) ?? '', room.url)
    .href
  for (let index = 1; index <= 450; index++) await room.say(`talk ${index}`)

  await using chat = await openChat(browser, someName('guest'))
  const { page } = chat
  await page.goto(address)
  await page.getByRole('tab', { name: 'Guest' }).click()
  await page.getByLabel('Name').fill(chat.name)
  await page.getByRole('button', { name: 'Continue as guest' }).click()
  await page.getByRole('button', { name: 'Join room' }).click()
  await isLedTo(page, 'read this first', { withinMs: 20_000 })
  expect(page.url()).toBe(address)
  expect(chat.troubles()).toEqual([])
})

test('the address of a message, said in another room, leads there in the same page, and back', async () => {
  using room = await makeRoom(cluster.url)
  using other = await makeRoom(cluster.url)
  await room.say('the plan')
  await using chat = await enterRoom(browser, room.url)
  const { page } = chat
  const href = await timeOf(page, 'the plan').getAttribute('href')
  await other.say(`as said in ${new URL(href ?? '', room.url).href}`)
  await other.say('elsewhere: https://example.com/#/room/x')
  await page.goto(other.url)
  await page.getByRole('button', { name: 'Join room' }).click()
  const links = page.getByRole('log').locator('.message-text').getByRole('link')
  await expect.poll(() => links.nth(1).getAttribute('target')).toBe('_blank')
  await links.nth(0).click()
  await isLedTo(page, 'the plan')
  expect(page.context().pages()).toHaveLength(1)
  await page.goBack()
  await links.nth(0).waitFor()
  expect(page.url()).toBe(other.url)
  expect(chat.troubles()).toEqual([])
})

test('the address and the text of a message are copied from its menu, at a desk and by finger', async () => {
  using room = await makeRoom(cluster.url)
  await room.say('*keep* this in mind')
  for (const device of [{}, PHONE]) {
    const permissions = ['clipboard-read', 'clipboard-write']
    await using chat = await enterRoom(browser, room.url, { ...device, permissions })
    const { page } = chat
    const said = message(page, 'keep this in mind')
    const copy = async (what: string) => {
      await said.hover()
      await said.getByRole('button', { name: 'More' }).click()
      await page.getByRole('menuitem', { name: `Copy ${what}` }).click()
    }
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText())
    const composer = page.getByRole('textbox', { name: /^Message to/ })
    await composer.focus()
    await copy('text')
    await page.getByText('Text copied').waitFor()
    expect(await clipboard()).toBe('*keep* this in mind')
    await copy('link')
    await page.getByText('Link copied').waitFor()
    const address = await timeOf(page, 'keep this in mind').getAttribute('href')
    expect(await clipboard()).toBe(new URL(address ?? '', room.url).href)
    await page.getByText('Link copied').waitFor({ state: 'detached' })
    expect(chat.troubles()).toEqual([])
  }
})

test('who opens the address of a private room, or of none, is told so, and is not asked to join it once more', async () => {
  const host = await guest(cluster.url)
  const { roomId: secret } = await host.ok('room:create', { name: someName('secret'), private: true })
  for (const roomId of [secret, 'none']) {
    await using chat = await enterAsGuest(browser, `${cluster.url}/#/room/${roomId}`)
    const { page } = chat
    await page.getByRole('button', { name: 'Join room' }).click()
    const shut = page.getByRole('heading', { name: 'This room does not exist, or is private' })
    await shut.waitFor()
    await page.getByText('Ask somebody in it to invite you.').waitFor()
    await expect.poll(() => shut.evaluate(it => it === document.activeElement)).toBe(true)
    expect(await page.getByRole('button', { name: 'Join room' }).count()).toBe(0)
    expect(await page.getByText('Join it').count()).toBe(0)
    expect(chat.troubles()).toEqual([])
  }
  host.close()
})

test('where an address names no message of the room, that is said, and the room is there', async () => {
  using room = await makeRoom(cluster.url)
  await room.say('something')
  await using chat = await enterRoom(browser, room.url)
  const { page } = chat
  await page.goto(`${room.url}/1-no-such-message`)
  await page.getByText('That message is not kept any more.').waitFor()
  await chat.sees('something')
  await page.getByText('That message is not kept any more.').waitFor({ state: 'detached' })
  expect(chat.troubles()).toEqual([])
})
