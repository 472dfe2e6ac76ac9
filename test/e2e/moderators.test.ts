// Moderators whom others appoint, as all of them see it.

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ChatPage, enterAsGuest, enterRoom, PHONE } from '../support/chat-page.js'
import { choose, createRoom } from '../support/moderating.js'
import { closePages, sharedChat } from '../support/shared-chat.js'
import type { Cluster } from '../support/start-cluster.js'
import { someName } from '../support/wire-client.js'

let browser: Browser
let cluster: Cluster
let ada: ChatPage
beforeAll(async () => {
  ;({ browser, cluster } = await sharedChat())
  ada = await enterAsGuest(browser, cluster.url)
})
afterAll(closePages)

const line = (page: Page, text: string) => page.getByRole('log').getByText(text)
const row = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name })
const moderateMenu = (page: Page, name: string) => page.getByRole('button', { name: `Moderate ${name}` })

async function leave({ page }: ChatPage): Promise<void> {
  await page.getByRole('button', { name: 'Leave room' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Leave room' }).click()
}

test('[R9] who is made a moderator can at once delete and mute, goes on when the maker has left, and no more once that is taken', async () => {
  await createRoom(ada)
  const url = ada.page.url()
  await using bob = await enterRoom(browser, url)
  await using carol = await enterRoom(browser, url)
  await carol.write('something nasty')
  await carol.write('something nice')
  await bob.sees('something nice')
  expect(await moderateMenu(bob.page, carol.name).count()).toBe(0)

  await choose(ada.page, bob.name, /^Make moderator$/)
  for (const { page } of [ada, bob, carol]) {
    await line(page, 'a moderator').waitFor()
    await row(page, bob.name).getByText('moderator', { exact: true }).waitFor()
    await row(page, ada.name).getByText('moderator', { exact: true }).waitFor()
  }
  const message = bob.page.getByRole('article').filter({ hasText: 'something nasty' })
  await message.hover()
  await message.getByRole('button', { name: `Moderate ${carol.name}` }).click()
  await bob.page.getByRole('menuitem', { name: 'Delete message…' }).click()
  await bob.page.getByRole('button', { name: 'Delete for everybody' }).click()
  await carol.page.getByText('Message deleted by a moderator').waitFor()
  await choose(bob.page, carol.name, /^Mute$/)
  await carol.page.getByText(`You are muted in this room by ${bob.name}.`).waitFor()
  await bob.page.getByRole('button', { name: 'Webhooks…' }).waitFor()
  // Above those who were appointed stands who made the room.
  await bob.page.getByRole('button', { name: `Actions for ${ada.name}` }).click()
  await expect.poll(() => bob.page.getByRole('menuitem').allInnerTexts()).toEqual([`Message ${ada.name}`])
  await bob.page.keyboard.press('Escape')

  await leave(ada)
  await line(bob.page, 'left').waitFor()
  await choose(bob.page, carol.name, /^Unmute$/)
  await carol.page.getByRole('textbox', { name: /^Message to/ }).waitFor()
  await bob.page.reload()
  await choose(bob.page, carol.name, /^Make moderator$/)
  await bob.write('well')
  await carol.sees('well')
  await expect.poll(() => moderateMenu(carol.page, bob.name).count()).toBe(1)

  // While the menu is open.
  await bob.page.getByRole('article').filter({ hasText: 'something nice' }).hover()
  await moderateMenu(bob.page, carol.name).first().click()
  await bob.page.getByRole('menuitem', { name: 'Delete message…' }).waitFor()
  await choose(carol.page, bob.name, /^Remove as moderator$/)
  await line(bob.page, 'as moderator').waitFor()
  await expect.poll(() => moderateMenu(bob.page, carol.name).count()).toBe(0)
  await expect.poll(() => bob.page.getByRole('menuitem', { name: 'Delete message…' }).count()).toBe(0)
  await expect.poll(() => bob.page.getByRole('button', { name: 'Webhooks…' }).count()).toBe(0)
  await bob.page.getByRole('button', { name: `Actions for ${carol.name}` }).click()
  await expect.poll(() => bob.page.getByRole('menuitem').count()).toBe(1)
  for (const { troubles } of [ada, bob, carol]) expect(troubles()).toEqual([])
})

test('[R9] a moderator stops being one, and what was open to moderators closes', async () => {
  await createRoom(ada)
  await using bob = await enterRoom(browser, ada.page.url())
  await choose(ada.page, bob.name, /^Make moderator$/)
  await bob.page.getByRole('button', { name: 'Webhooks…' }).click()
  const webhooks = bob.page.getByRole('dialog', { name: 'Webhooks' })
  await webhooks.waitFor()
  await choose(ada.page, bob.name, /^Remove as moderator$/)
  await webhooks.waitFor({ state: 'detached' })
  await choose(ada.page, bob.name, /^Make moderator$/)
  await choose(bob.page, 'you', /^Stop moderating…$/)
  expect(await webhooks.count()).toBe(0)
  const dialog = bob.page.getByRole('dialog', { name: 'Stop moderating?' })
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await choose(bob.page, 'you', /^Stop moderating…$/)
  await dialog.getByRole('button', { name: 'Stop moderating' }).click()
  await dialog.waitFor({ state: 'hidden' })
  for (const { page } of [ada, bob]) {
    await line(page, 'stopped moderating').waitFor()
    await expect.poll(() => row(page, bob.name).getByText('moderator', { exact: true }).count()).toBe(0)
  }
  await expect.poll(() => bob.page.getByRole('button', { name: 'Actions for you' }).count()).toBe(0)
  for (const { troubles } of [ada, bob]) expect(troubles()).toEqual([])
})

test('[R9] what asks a moderator once more closes when another one takes the right, and stays closed', async () => {
  await createRoom(ada)
  await using bob = await enterRoom(browser, ada.page.url())
  await using carol = await enterRoom(browser, ada.page.url())
  await carol.write('not nice')
  const menu = moderateMenu(bob.page, carol.name)
  const inMenu = async (item: string) => {
    await bob.page.getByRole('article').filter({ hasText: 'not nice' }).hover()
    await menu.click()
    await bob.page.getByRole('menuitem', { name: item }).click()
  }
  const asked = {
    'Stop moderating?': () => choose(bob.page, 'you', /^Stop moderating…$/),
    'Remove from this room?': () => choose(bob.page, carol.name, /^Remove and ban…$/),
    'Delete this message?': () => inMenu('Delete message…'),
  }
  for (const [title, ask] of Object.entries(asked)) {
    await choose(ada.page, bob.name, /^Make moderator$/)
    await ask()
    const dialog = bob.page.getByRole('dialog', { name: title })
    await dialog.waitFor()
    await choose(ada.page, bob.name, /^Remove as moderator$/)
    await dialog.waitFor({ state: 'hidden' })
    await choose(ada.page, bob.name, /^Make moderator$/)
    await bob.page.getByRole('button', { name: 'Webhooks…' }).waitFor()
    expect(await dialog.count()).toBe(0)
    await choose(ada.page, bob.name, /^Remove as moderator$/)
    await bob.page.getByRole('button', { name: 'Webhooks…' }).waitFor({ state: 'detached' })
  }
  for (const { troubles } of [ada, bob, carol]) expect(troubles()).toEqual([])
})

test('[R9] on a phone it is done by finger, and who moderates is seen beside a long name', async () => {
  await createRoom(ada)
  const name = someName('somebody of a long name')
  await using bob = await enterRoom(browser, ada.page.url(), { name })
  await choose(ada.page, bob.name, /^Make moderator$/)
  await row(ada.page, name).getByText('moderator', { exact: true }).waitFor()
  const shown = await row(ada.page, name).getByText(name).boundingBox()
  expect(shown?.width).toBeGreaterThan(60)
  await using phone = await enterRoom(browser, ada.page.url(), PHONE)
  await choose(ada.page, phone.name, /^Make moderator$/)
  await phone.page.getByRole('button', { name: 'Members' }).tap()
  await row(phone.page, bob.name).getByText('moderator', { exact: true }).waitFor()
  await phone.page.getByRole('button', { name: `Actions for ${bob.name}` }).tap()
  await phone.page.getByRole('menuitem', { name: 'Remove as moderator' }).tap()
  await expect.poll(() => row(phone.page, bob.name).getByText('moderator', { exact: true }).count()).toBe(0)
  await expect.poll(() => phone.page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  for (const { troubles } of [ada, bob, phone]) expect(troubles()).toEqual([])
})
