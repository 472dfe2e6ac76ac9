// A room gets another name, as those see it who are in it, and somebody who wants that name for theirs.

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ChatPage, enterAsGuest, enterRoom, PHONE } from '../support/chat-page.js'
import { isFocused } from '../support/led-to.js'
import { choose, createRoom } from '../support/moderating.js'
import { closePages, sharedChat } from '../support/shared-chat.js'
import type { Cluster } from '../support/start-cluster.js'
import { someName } from '../support/wire-client.js'

let browser: Browser
let cluster: Cluster
let mira: ChatPage
let tom: ChatPage
let before: string
beforeAll(async () => {
  ;({ browser, cluster } = await sharedChat())
  mira = await enterAsGuest(browser, cluster.url)
  before = await createRoom(mira)
  tom = await enterRoom(browser, mira.page.url())
})
afterAll(closePages)

const heading = (page: Page, name: string) =>
  page.getByRole('main').getByRole('heading', { level: 1, name, exact: true })
const links = (page: Page) => page.getByRole('navigation', { name: 'Rooms' }).getByRole('link')
/** From top to bottom, as they are called. */
const listed = async (page: Page) =>
  (await links(page).allInnerTexts()).map(text => text.replace(/^#\s*/, ''))
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Rename room' })
const field = (page: Page) => dialog(page).getByLabel('Room name')
const save = (page: Page) => dialog(page).getByRole('button', { name: 'Save' })
const composer = (page: Page) => page.getByRole('form', { name: 'Write a message' })
const TAKEN = 'That name, or one that looks like it, is taken.'

async function openDialog(page: Page) {
  await page.getByRole('button', { name: 'Room settings' }).click()
  await page.getByRole('menuitem', { name: 'Rename room' }).click()
  await dialog(page).waitFor()
}

test('[C7] a moderator renames the room, and everybody sees the new name at once, wherever it stands', async () => {
  const name = `A ${someName('hike')}`
  // A room of the other one, which stands above this one before and below it afterwards.
  const other = `B ${someName('club')}`
  await tom.page.getByRole('button', { name: 'Create room' }).click()
  await tom.page.getByRole('dialog').getByLabel('Room name').fill(other)
  await tom.page.getByRole('dialog').getByRole('button', { name: 'Create room' }).click()
  await heading(tom.page, other).waitFor()
  await expect.poll(() => listed(tom.page)).toEqual(['Lobby', other, before])
  await links(tom.page).filter({ hasText: before }).click()
  await heading(tom.page, before).waitFor()

  await openDialog(mira.page)
  await expect.poll(() => isFocused(field(mira.page))).toBe(true)
  expect(await field(mira.page).inputValue()).toBe(before)
  await field(mira.page).fill(name)
  await mira.page.keyboard.press('Enter')
  await dialog(mira.page).waitFor({ state: 'hidden' })
  for (const { page } of [mira, tom]) {
    await heading(page, name).waitFor()
    await page.getByRole('log').getByText('renamed the room to').waitFor()
    await page.getByRole('log').getByText(`“${name}”`).waitFor()
    await page.getByRole('textbox', { name: `Message to ${name}` }).waitFor()
    await expect.poll(() => page.title()).toBe(`${name} – Hubbub`)
  }
  await expect.poll(() => listed(tom.page)).toEqual(['Lobby', name, other])
  await tom.page.keyboard.press('Control+K')
  await tom.page.keyboard.type('hike')
  await tom.page.getByRole('option', { name }).waitFor()
  await tom.page.keyboard.press('Escape')
  await tom.page.reload()
  await heading(tom.page, name).waitFor()
  for (const { troubles } of [mira, tom]) expect(troubles()).toEqual([])
})

test('[C7] who is no moderator is not offered it; a name that is taken says so in the dialog, and another one goes', async () => {
  const taken = (
    await mira.page.getByRole('main').getByRole('heading', { level: 1 }).innerText()
  ).toUpperCase()
  await tom.page.getByRole('button', { name: 'Room settings' }).click()
  await tom.page.getByRole('menuitemradio').first().waitFor()
  expect(await tom.page.getByRole('menuitem', { name: 'Rename room' }).count()).toBe(0)
  await tom.page.keyboard.press('Escape')
  await tom.write('/rename Mine')
  await composer(tom.page).getByText('Only moderators of this room can rename it.').waitFor()

  await using eve = await enterAsGuest(browser, cluster.url)
  const own = await createRoom(eve)
  await openDialog(eve.page)
  await field(eve.page).fill(taken)
  await save(eve.page).click()
  await dialog(eve.page).getByRole('alert').getByText(TAKEN).waitFor()
  await field(eve.page).fill('???')
  await save(eve.page).click()
  await dialog(eve.page).getByRole('alert').getByText('A name needs at least one letter or digit.').waitFor()
  await heading(eve.page, own).waitFor()
  // Its own name, in another spelling.
  await field(eve.page).fill(own.toUpperCase())
  await save(eve.page).click()
  await heading(eve.page, own.toUpperCase()).waitFor()
  await eve.write(`/rename ${taken}`)
  await composer(eve.page).getByText(TAKEN).waitFor()
  await eve.write(`/rename ${before}`)
  await heading(eve.page, before).waitFor()
  expect(eve.troubles()).toEqual([])
})

test('[C7] a name that another moderator gives meanwhile is not set back by who changes nothing, and replaced knowingly', async () => {
  await using eve = await enterAsGuest(browser, cluster.url)
  await createRoom(eve)
  await using bob = await enterRoom(browser, eve.page.url())
  await choose(eve.page, bob.name, /^Make moderator$/)
  const [first, second, own] = [someName('first'), someName('second'), someName('own')]
  const changed = dialog(eve.page).getByText('Somebody has changed it meanwhile')
  const told = bob.page.getByRole('log').getByText('renamed the room to')
  await openDialog(eve.page)
  await bob.write(`/rename ${first}`)
  await expect.poll(() => field(eve.page).inputValue()).toBe(first)
  expect(await changed.count()).toBe(0)
  await save(eve.page).click()
  await dialog(eve.page).waitFor({ state: 'hidden' })

  await openDialog(eve.page)
  await field(eve.page).fill(own)
  await bob.write(`/rename ${second}`)
  await changed.filter({ hasText: `to: ${second}. Saving replaces that.` }).waitFor()
  expect(await field(eve.page).inputValue()).toBe(own)
  await save(eve.page).click()
  await heading(bob.page, own).waitFor()
  // Bob's two, and then hers: nothing was set by saving what stood there.
  await expect.poll(() => told.count()).toBe(3)
  for (const { troubles } of [eve, bob]) expect(troubles()).toEqual([])
})

test('[C7] on a phone a room is renamed by touch, in a language that is written from the right too', async () => {
  await using chat = await enterAsGuest(browser, cluster.url, PHONE)
  const { page } = chat
  await page.getByRole('button', { name: 'Rooms' }).tap()
  const own = await createRoom(chat)
  await page.getByRole('button', { name: 'Room settings' }).tap()
  await page.getByRole('menuitem', { name: 'Rename room' }).tap()
  const name = `רחוב ${own}`
  await field(page).fill(name)
  await save(page).tap()
  await heading(page, name).waitFor()
  await page.getByRole('log').getByText(`“${name}”`).waitFor()
  const isTooWide = () =>
    page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
  await expect.poll(isTooWide).toBe(false)
  expect(chat.troubles()).toEqual([])
})
