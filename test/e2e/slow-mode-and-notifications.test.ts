// What is set for a room: by a moderator how often people write there, and by each person of what they want to be told.

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ChatPage, enterAsGuest, enterRoom, openChat, PHONE } from '../support/chat-page.js'
import { eventually } from '../support/eventually.js'
import { isFocused } from '../support/led-to.js'
import { closePages, sharedChat } from '../support/shared-chat.js'
import type { Cluster } from '../support/start-cluster.js'
import { someName } from '../support/wire-client.js'

let browser: Browser
let cluster: Cluster
let mira: ChatPage
let tom: ChatPage
let name: string
beforeAll(async () => {
  ;({ browser, cluster } = await sharedChat())
  mira = await enterAsGuest(browser, cluster.url)
  name = someName('room')
  await mira.page.getByRole('button', { name: 'Create room' }).click()
  await mira.page.getByRole('dialog').getByLabel('Room name').fill(name)
  await mira.page.getByRole('dialog').getByRole('button', { name: 'Create room' }).click()
  await mira.page.getByRole('main').getByRole('heading', { level: 1, name }).waitFor()
  tom = await enterRoom(browser, mira.page.url())
})
afterAll(closePages)

const settings = (page: Page) => page.getByRole('button', { name: 'Room settings' })
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Slow mode' })
const log = (page: Page) => page.getByRole('log')
const composer = (page: Page) => page.getByRole('form', { name: 'Write a message' })
const link = (page: Page, room = name) => page.getByRole('link', { name: new RegExp(room) })

test('[R6] a moderator sets slow mode by mouse and by command; to others that is not offered, and all are told', async () => {
  await settings(tom.page).click()
  await expect.poll(() => tom.page.getByRole('menuitem', { name: 'Slow mode' }).count()).toBe(0)
  await tom.page.keyboard.press('Escape')
  await tom.write('/slow 30')
  await composer(tom.page).getByText('Only moderators of this room can set slow mode.').waitFor()
  await composer(tom.page).getByRole('textbox').fill('')

  await settings(mira.page).click()
  await mira.page.getByRole('menuitem', { name: 'Slow mode' }).click()
  await dialog(mira.page).getByRole('radio', { name: '30 s', exact: true }).check()
  await dialog(mira.page).getByRole('button', { name: 'Save' }).click()
  await log(tom.page).getByText('turned on slow mode: one message every 30 s').waitFor()
  await composer(tom.page).getByText('Slow mode: one message every 30 s').waitFor()
  await composer(mira.page).getByText('moderators can write at any time').waitFor()

  await mira.write('/slow 5')
  await composer(tom.page).getByText('Slow mode: one message every 5 s').waitFor()
  await tom.page.reload()
  await composer(tom.page).getByText('Slow mode: one message every 5 s').waitFor()

  // What is asked of this room is not to be answered in another.
  await settings(mira.page).click()
  await mira.page.getByRole('menuitem', { name: 'Slow mode' }).click()
  await expect
    .poll(() => isFocused(dialog(mira.page).getByRole('radio', { name: '5 s', exact: true })))
    .toBe(true)
  await mira.page.goBack()
  await mira.page.getByRole('main').getByRole('heading', { level: 1, name: 'Lobby' }).waitFor()
  await mira.page.goForward()
  await composer(mira.page).getByText('moderators can write at any time').waitFor()
  await expect.poll(() => dialog(mira.page).count()).toBe(0)
  for (const { troubles } of [mira, tom]) expect(troubles()).toEqual([])
})

test('[R6] slow mode that is set elsewhere meanwhile is not set back by who changes nothing, and replaced knowingly', async () => {
  const state = await mira.page.context().storageState()
  await using elsewhere = await openChat(browser, mira.name, { storageState: state })
  await elsewhere.page.goto(mira.page.url())
  const radio = (pace: string) => dialog(mira.page).getByRole('radio', { name: pace, exact: true })
  const changed = dialog(mira.page).getByText('Somebody has changed it meanwhile')
  const open = async () => {
    await settings(mira.page).click()
    await mira.page.getByRole('menuitem', { name: 'Slow mode' }).click()
  }
  await open()
  await elsewhere.write('/slow 7')
  await expect.poll(() => radio('7 s').isChecked()).toBe(true)
  expect(await changed.count()).toBe(0)
  await dialog(mira.page).getByRole('button', { name: 'Save' }).click()

  await open()
  await radio('1 min').check()
  await elsewhere.write('/slow 8')
  await changed.filter({ hasText: 'to: 8 s. Saving replaces that.' }).waitFor()
  await dialog(mira.page).getByRole('button', { name: 'Save' }).click()
  await composer(tom.page).getByText('Slow mode: one message every 1 min').waitFor()
  expect(await log(tom.page).getByText('one message every 7 s').count()).toBe(1)
  expect(await log(tom.page).getByText('one message every 8 s').count()).toBe(1)
  await mira.write('/slow off')
  await expect.poll(() => composer(tom.page).getByText('Slow mode').count()).toBe(0)
  for (const { troubles } of [mira, tom, elsewhere]) expect(troubles()).toEqual([])
})

test('[R7] what is written too early waits, says for how long, and goes out by itself', async () => {
  await mira.write('/slow 10')
  await composer(tom.page).getByText('Slow mode: one message every 10 s').waitFor()
  for (const text of ['one', 'two', 'three']) await tom.write(text)
  await mira.sees('one')
  await log(tom.page)
    .getByText(/^Slow mode: goes out in ([1-9]|10) s$/)
    .waitFor()
  await composer(tom.page)
    .getByText(/next in ([1-9]|10) s/)
    .waitFor()
  const third = log(tom.page).getByRole('article').filter({ hasText: 'three' })
  await third.getByText(/^Slow mode: goes out in (1[1-9]|20) s$/).waitFor()
  await third.getByRole('button', { name: 'Discard' }).click()
  await third.waitFor({ state: 'detached' })
  for (const text of ['I may', 'as often as I like']) await mira.write(text)
  await mira.sees('two')
  // What waits goes out at once when nothing keeps it any more.
  await tom.write('four')
  await log(tom.page)
    .getByText(/^Slow mode: goes out in/)
    .waitFor()
  await mira.write('/slow off')
  await mira.sees('four')
  await expect.poll(() => composer(tom.page).getByText('Slow mode').count()).toBe(0)
  await expect.poll(() => mira.texts()).not.toContain('three')
  for (const { troubles } of [mira, tom]) expect(troubles()).toEqual([])
})

test('[J8] a room of which one wants to hear nothing counts nowhere, on all pages of the person, by keyboard and by finger', async () => {
  const { page } = tom
  const lobby = page.getByRole('link', { name: 'Lobby' })
  await using other = await browser.newContext({
    ...PHONE,
    storageState: await page.context().storageState(),
  })
  const phone = await other.newPage()
  // One whose browser has no notifications but for installed pages.
  await phone.addInitScript('delete window.PushManager')
  await phone.goto(`${cluster.url}/#/room/lobby`)
  await phone.getByRole('button', { name: /^Rooms/ }).waitFor()
  await settings(page).focus()
  await page.keyboard.press('Enter')
  const choices = page.getByRole('menuitemradio')
  await expect
    .poll(() => choices.filter({ hasText: 'Mentions only' }).getAttribute('aria-checked'))
    .toBe('true')
  // Last stands how notifications are turned on, which are off here.
  await page.keyboard.press('End')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await link(page).getByText('notifications are off').waitFor({ state: 'attached' })
  await lobby.click()
  await page.getByRole('textbox', { name: 'Message to Lobby' }).waitFor()
  await mira.write('nothing of this is told')
  await mira.write(`@${tom.name} but this a little`)

  await link(page).getByText('you are mentioned').waitFor({ state: 'attached' })
  await expect.poll(() => link(page).getByText('unread').count()).toBe(0)
  await expect.poll(() => page.title()).toBe('Lobby – Hubbub')
  await phone.getByRole('button', { name: 'Rooms', exact: true }).tap()
  await link(phone).getByText('notifications are off').waitFor({ state: 'attached' })
  await expect.poll(() => phone.title()).toBe('Lobby – Hubbub')

  await link(phone).tap()
  await phone.getByRole('log').waitFor()
  await settings(phone).tap()
  // No notifications come there, and nothing is offered that would differ only by them.
  await expect
    .poll(() => phone.getByRole('menuitemradio').allInnerTexts())
    .toEqual(['New messages', 'Nothing'])
  await phone.getByRole('menuitemradio', { name: 'New messages' }).tap()
  await link(page).getByText('notifications are off').waitFor({ state: 'detached' })
  await expect.poll(() => phone.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  await page.reload()
  await link(page).waitFor()
  await link(page).click()
  await settings(page).click()
  await eventually(async () =>
    expect(await choices.filter({ hasText: 'Mentions only' }).getAttribute('aria-checked')).toBe('true'),
  )

  // What could not be set is told where it was to be.
  await page.context().setOffline(true)
  await page.getByRole('button', { name: /^Connection: Offline/ }).waitFor()
  await choices.filter({ hasText: 'Every message' }).click()
  const alert = page.getByRole('alert').filter({ hasText: 'What this room notifies you of was not changed.' })
  await alert.waitFor()
  await lobby.click()
  await alert.waitFor({ state: 'detached' })
  await link(page).click()
  await alert.getByRole('button', { name: 'OK' }).press('Enter')
  await alert.waitFor({ state: 'detached' })
  await expect.poll(() => isFocused(composer(page).getByRole('textbox'))).toBe(true)
  expect(tom.troubles()).toEqual([])
})
