// Direct messages, private rooms and invitations, as the people in them and those outside see them.

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ChatPage, enterAsGuest, enterRoom, makeRoom, openChat, PHONE } from '../support/chat-page.js'
import { eventually } from '../support/eventually.js'
import { hide, MAY_NOTIFY, noticesOf, show } from '../support/notices.js'
import { closePages, sharedChat } from '../support/shared-chat.js'
import type { Cluster } from '../support/start-cluster.js'
import { someName } from '../support/wire-client.js'

let browser: Browser
let cluster: Cluster
beforeAll(async () => {
  ;({ browser, cluster } = await sharedChat())
})
afterAll(closePages)

const conversations = (page: Page) => page.getByRole('list', { name: 'Direct messages' }).getByRole('link')
const title = (page: Page, text: RegExp) => eventually(async () => expect(await page.title()).toMatch(text))
const stands = ({ page }: ChatPage, name: string) =>
  page.getByRole('main').getByRole('heading', { level: 1, name }).waitFor()

test('[W2] somebody is written to from the list of members by keyboard, and is told so as of a mention', async () => {
  using room = await makeRoom(cluster.url)
  await using ann = await enterRoom(browser, room.url)
  await using bob = await enterRoom(browser, room.url, MAY_NOTIFY)
  await bob.page.getByRole('button', { name: 'Notifications on this device: off' }).click()
  await bob.page.getByRole('button', { name: /^Notifications on this device: on/ }).waitFor()
  await hide(bob.page)
  const actions = ann.page.getByRole('button', { name: `Actions for ${bob.name}` })
  await actions.focus()
  await ann.page.keyboard.press('Enter')
  await ann.page.keyboard.press('Escape')
  await expect.poll(() => actions.evaluate(it => it === document.activeElement)).toBe(true)
  await ann.page.keyboard.press('Enter')
  const item = ann.page.getByRole('menuitem', { name: `Message ${bob.name}` })
  await item.waitFor()
  // Also when both keys come before the browser has told that it was closed.
  await actions.evaluate((button: HTMLElement) => {
    document.querySelector<HTMLElement>('.menu:popover-open')?.hidePopover()
    button.click()
  })
  await item.waitFor()
  await eventually(async () => expect(await item.evaluate(it => it === document.activeElement)).toBe(true))
  await ann.page.keyboard.press('Enter')
  await stands(ann, bob.name)
  await ann.write('between us')
  await title(bob.page, /^@ \(1\) /)
  await expect.poll(() => noticesOf(bob.page)).toEqual([`${ann.name}: between us`])
  await show(bob.page)
  await conversations(bob.page).filter({ hasText: '1 unread' }).click()
  await stands(bob, ann.name)
  await bob.sees('between us')
  await title(bob.page, new RegExp(`^${ann.name} `))
  await bob.write('so be it')
  await ann.sees('so be it')
  await expect.poll(() => bob.page.getByRole('button', { name: 'Leave' }).count()).toBe(0)

  // Both find it again, the one by name and the other after a reload.
  await ann.page.getByRole('link', { name: 'Lobby' }).click()
  await ann.page.keyboard.press('Control+KeyK')
  await ann.page.keyboard.type(bob.name.toUpperCase())
  await ann.page.keyboard.press('Enter')
  await stands(ann, bob.name)
  await bob.page.reload()
  await bob.sees('so be it')
  for (const { troubles } of [ann, bob]) expect(troubles()).toEqual([])
})

test('[W4] [W5] a private room has a lock, is not to be browsed, and is come into by invitation', async () => {
  await using ann = await enterAsGuest(browser, cluster.url)
  await using bob = await enterAsGuest(browser, cluster.url)
  const name = someName('plans')
  await ann.page.getByRole('button', { name: 'Create room' }).click()
  const dialog = ann.page.getByRole('dialog')
  await dialog.getByLabel('Room name').pressSequentially('x'.repeat(33))
  await dialog.getByText('A name has at most 32 characters.').waitFor()
  await dialog.getByLabel('Room name').fill(name)
  await dialog.getByText('Everybody here can find and join it.').waitFor()
  await dialog.getByRole('checkbox', { name: 'Private' }).check()
  await dialog.getByRole('button', { name: 'Create room' }).click()
  await stands(ann, `private, ${name}`)
  await ann.page.getByRole('link', { name: `private, ${name}` }).waitFor()

  await bob.page.getByRole('button', { name: 'Browse rooms' }).click()
  const browse = bob.page.getByRole('dialog', { name: 'Browse rooms' })
  const more = browse.getByRole('button', { name: 'Show more rooms' })
  await browse.getByRole('list', { name: 'Rooms you can join' }).waitFor({ state: 'attached' })
  do {
    if ((await more.count()) > 0) await more.click()
    await browse.getByText('Looking for rooms…').waitFor({ state: 'detached' })
  } while ((await more.count()) > 0)
  await expect.poll(() => bob.page.getByRole('button', { name: `Join ${name}` }).count()).toBe(0)
  await bob.page.keyboard.press('Escape')

  await ann.page.getByRole('button', { name: 'Invite people…' }).click()
  await ann.page.getByRole('combobox', { name: 'Find a person' }).fill(bob.name.slice(0, -1).toUpperCase())
  await ann.page.getByRole('option', { name: bob.name }).click()
  await ann.page.getByText(`${bob.name} is a member now.`).waitFor()
  // Ready for the next one.
  await expect.poll(() => ann.page.getByRole('combobox', { name: 'Find a person' }).inputValue()).toBe('')
  await expect.poll(() => ann.page.getByRole('option', { name: bob.name }).count()).toBe(0)
  // New until it is opened, on whichever of his devices.
  const state = await bob.page.context().storageState()
  await using phone = await openChat(browser, bob.name, { ...PHONE, storageState: state })
  await phone.page.goto(cluster.url)
  await expect.poll(() => phone.page.title()).toMatch(/^\(1\) /)
  await expect.poll(() => bob.page.title()).toMatch(/^\(1\) /)
  await bob.page.getByRole('link', { name: `private, ${name} 1 unread` }).click()
  await bob.page.getByText('was invited by').waitFor()
  for (const { page } of [bob, phone]) await expect.poll(() => page.title()).not.toMatch(/^\(/)
  await bob.page.getByRole('link', { name: `private, ${name}`, exact: true }).waitFor()
  for (const { troubles } of [ann, bob, phone]) expect(troubles()).toEqual([])
})

test('[W3] on a phone somebody is found and written to by finger, and it says when a guest has gone', async () => {
  await using ann = await enterAsGuest(browser, cluster.url, PHONE)
  await using bob = await enterAsGuest(browser, cluster.url)
  const { page } = ann
  await page.getByRole('button', { name: 'Rooms' }).tap()
  await page.getByRole('button', { name: 'New message' }).tap()
  await page.getByRole('combobox', { name: 'Find a person' }).fill(bob.name)
  await page.getByRole('option', { name: bob.name }).tap()
  await stands(ann, bob.name)
  await ann.write('are you there?')
  await bob.page.getByRole('link', { name: `${ann.name} 1 unread` }).click()
  await bob.write('not for long')
  await ann.sees('not for long')
  await bob.page.getByRole('button', { name: 'Sign out' }).click()
  await bob.page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click()

  await page.getByText(`${bob.name} was a guest and has gone.`).waitFor()
  await expect.poll(() => page.getByRole('textbox').count()).toBe(0)
  await expect.poll(() => ann.texts()).toEqual(['are you there?', 'not for long'])
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  await page.getByRole('button', { name: 'Members' }).tap()
  await page.getByRole('button', { name: 'Leave conversation' }).tap()
  await page.getByRole('button', { name: 'Leave conversation' }).last().tap()
  await stands(ann, 'Lobby')
  expect(ann.troubles()).toEqual([])
})
