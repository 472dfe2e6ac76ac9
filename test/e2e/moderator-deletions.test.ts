// A moderator takes away what others wrote, as all of them see it.

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ChatPage, enterAsGuest, enterRoom, openChat, PHONE } from '../support/chat-page.js'
import { isFocused } from '../support/led-to.js'
import { createRoom } from '../support/moderating.js'
import { closePages, sharedChat } from '../support/shared-chat.js'
import type { Cluster } from '../support/start-cluster.js'

let browser: Browser
let cluster: Cluster
let mira: ChatPage
beforeAll(async () => {
  ;({ browser, cluster } = await sharedChat())
  mira = await enterAsGuest(browser, cluster.url)
})
afterAll(closePages)

test('[R8] a moderator deletes what somebody wrote, and all see it gone, also after a reload', async () => {
  await createRoom(mira)
  await using tom = await enterRoom(browser, mira.page.url())
  await using una = await enterRoom(browser, mira.page.url())
  await tom.write('something nice')
  await tom.write('something nasty')
  for (const chat of [mira, una]) await chat.sees('something nasty')
  const message = mira.page.getByRole('article').filter({ hasText: 'something nasty' })
  const dialog = mira.page.getByRole('dialog', { name: 'Delete this message?' })
  const ask = async () => {
    await message.hover()
    await message.getByRole('button', { name: `Moderate ${tom.name}` }).click()
    await mira.page.getByRole('menuitem', { name: 'Delete message…' }).click()
    await dialog.getByText(`What ${tom.name} wrote`).waitFor()
  }
  await ask()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  expect(await una.texts()).toEqual(['something nice', 'something nasty'])
  await ask()
  await dialog.getByRole('button', { name: 'Delete for everybody' }).press('Enter')
  await dialog.waitFor({ state: 'hidden' })
  const myBox = mira.page.getByRole('textbox', { name: /^Message to/ })
  await expect.poll(() => isFocused(myBox)).toBe(true)
  for (const { page, texts, troubles } of [mira, tom, una]) {
    await page.getByText('Message deleted by a moderator').waitFor()
    await page.reload()
    await page.getByText('Message deleted by a moderator').waitFor()
    await expect.poll(() => texts()).toEqual(['something nice'])
    expect(troubles()).toEqual([])
  }
  await expect.poll(() => una.page.getByRole('button', { name: /^Moderate/ }).count()).toBe(0)
})

test('[R8] on a phone a moderator deletes a message by finger, and one that is gone already says so', async () => {
  await createRoom(mira)
  const url = mira.page.url()
  await using una = await enterRoom(browser, url)
  await una.write('one')
  await una.write('two')
  await mira.sees('two')
  // The maker, on a phone as well.
  const state = await mira.page.context().storageState()
  await using phone = await openChat(browser, mira.name, { ...PHONE, storageState: state })
  await phone.page.goto(url)
  await phone.sees('two')
  const choose = async (text: string) => {
    const message = phone.page.getByRole('article').filter({ hasText: text })
    await message.getByRole('button', { name: 'More' }).tap()
    await phone.page.getByRole('menuitem', { name: 'Delete message…' }).tap()
  }
  const remove = phone.page.getByRole('button', { name: 'Delete for everybody' })
  await choose('one')
  await remove.tap()
  await una.page.getByText('Message deleted by a moderator').waitFor()
  await expect.poll(() => una.texts()).toEqual(['two'])

  await choose('two')
  const last = una.page.getByRole('article').filter({ hasText: 'two' })
  await last.hover()
  await last.getByRole('button', { name: 'Edit message' }).click()
  await una.page.getByRole('button', { name: 'Delete', exact: true }).click()
  await una.page.getByRole('button', { name: 'Delete for everybody' }).click()
  await expect.poll(() => phone.texts()).toEqual([])
  await remove.tap()
  await phone.page.getByText('This message is gone already.').waitFor()
  await phone.page.getByRole('button', { name: 'Cancel' }).tap()
  await expect.poll(() => phone.page.getByText('Message deleted', { exact: true }).count()).toBe(1)
  await expect.poll(() => phone.page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  for (const { troubles } of [una, phone]) expect(troubles()).toEqual([])
})
