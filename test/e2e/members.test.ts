// Members who are not here: how they are seen, mentioned and moderated.

import { parseRoomId } from '@hubbub/shared'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ChatPage, enterAsGuest, enterRoom, openChat, PHONE } from '../support/chat-page.js'
import { choose, createRoom, peopleAbsent, peopleHere } from '../support/moderating.js'
import { closePages, sharedChat } from '../support/shared-chat.js'
import type { Cluster } from '../support/start-cluster.js'
import { connect, guest, someName, type WireClient } from '../support/wire-client.js'

let browser: Browser
let cluster: Cluster
let mira: ChatPage
beforeAll(async () => {
  ;({ browser, cluster } = await sharedChat())
  mira = await enterAsGuest(browser, cluster.url)
})
afterAll(closePages)

const box = (page: Page) => page.getByLabel(/^Message to/)
const options = (page: Page) => page.getByRole('listbox', { name: 'People to mention' }).getByRole('option')

/** A room that Mira makes, and somebody who joins it and goes away again. @returns the latter */
async function roomWithAbsent(name: string): Promise<WireClient> {
  await createRoom(mira)
  const tom = await guest(cluster.url, { name: someName(name) })
  const [roomId = ''] = /[^/]+$/.exec(mira.page.url()) ?? []
  await tom.join(parseRoomId(roomId))
  tom.close()
  return tom
}

test('[W8] who is not here is listed as that, and can be muted and removed by who made the room', async () => {
  const { account } = await roomWithAbsent('tom')
  const row = peopleAbsent(mira.page).filter({ hasText: account.name })
  await row.waitFor()
  await mira.page.getByText('1 not here').waitFor()
  await choose(mira.page, account.name, /^Mute$/)
  await row.getByText('muted').waitFor()
  await choose(mira.page, account.name, /^Unmute$/)
  await expect.poll(() => row.getByText('muted').count()).toBe(0)

  // Others see them as well, and can do nothing to them.
  await using una = await enterRoom(browser, mira.page.url())
  await peopleAbsent(una.page).filter({ hasText: account.name }).waitFor()
  await una.page.getByRole('button', { name: `Actions for ${account.name}` }).click()
  await expect.poll(() => una.page.getByRole('menuitem').count()).toBe(1)
  await una.page.keyboard.press('Escape')

  await choose(mira.page, account.name, /^Remove and ban/)
  await mira.page.getByRole('button', { name: 'Remove and ban', exact: true }).click()
  await mira.page.getByText('Removed (1)').waitFor()
  for (const { page } of [mira, una]) await expect.poll(() => peopleAbsent(page).count()).toBe(0)
  for (const { troubles } of [mira, una]) expect(troubles()).toEqual([])
})

test('[W8] who comes is here, and who goes is not here any more, as long as they do not leave', async () => {
  const tom = await roomWithAbsent('tom')
  await peopleAbsent(mira.page).filter({ hasText: tom.account.name }).waitFor()
  const here = peopleHere(mira.page).getByText(tom.account.name)
  using again = await connect(cluster.url, tom)
  const [roomId = ''] = /[^/]+$/.exec(mira.page.url()) ?? []
  await again.join(parseRoomId(roomId))
  await here.waitFor()
  await expect.poll(() => peopleAbsent(mira.page).count()).toBe(0)
  again.close()
  await peopleAbsent(mira.page).filter({ hasText: tom.account.name }).waitFor()
  await expect.poll(() => here.count()).toBe(0)

  await choose(mira.page, tom.account.name, /^Mute$/)
  using last = await connect(cluster.url, tom)
  await last.ok('room:leave', { roomId: parseRoomId(roomId) })
  await mira.page.getByText('Also muted (1)').waitFor()
  await expect.poll(() => peopleAbsent(mira.page).count()).toBe(0)
  expect(mira.troubles()).toEqual([])
})

test('[W8] whoever comes or goes takes nothing from the hands of who is at their row', async () => {
  const tom = await roomWithAbsent('tom')
  const [roomId = ''] = /[^/]+$/.exec(mira.page.url()) ?? []
  const { name } = tom.account
  const here = peopleHere(mira.page).filter({ hasText: name })
  const away = peopleAbsent(mira.page).filter({ hasText: name })
  const actions = mira.page.getByRole('button', { name: `Actions for ${name}` })
  const hasFocus = () => actions.evaluate(button => button === document.activeElement)

  // A menu that is open stays open, at a row that stays where it is.
  await actions.click()
  const mute = mira.page.getByRole('menuitem', { name: 'Mute' })
  await mute.focus()
  using again = await connect(cluster.url, tom)
  await again.join(parseRoomId(roomId))
  await mira.page.getByRole('main').getByText('2 people here').waitFor()
  expect(await away.count()).toBe(1)
  expect(await mute.evaluate(item => item === document.activeElement)).toBe(true)

  // Once it is closed the row moves, and the focus with it.
  await mira.page.keyboard.press('Escape')
  await here.waitFor()
  expect(await hasFocus()).toBe(true)
  again.close()
  await away.waitFor()
  expect(await hasFocus()).toBe(true)
  expect(mira.troubles()).toEqual([])
})

test('[W8] who is not here is suggested after @, also where the list of members was never opened', async () => {
  const { account } = await roomWithAbsent('zoe')
  const state = await mira.page.context().storageState()
  await using phone = await openChat(browser, mira.name, { ...PHONE, storageState: state })
  await phone.page.goto(mira.page.url())
  await phone.page.getByRole('log').waitFor()
  await box(phone.page).pressSequentially('hello @zo')
  await options(phone.page).filter({ hasText: account.name }).tap()
  await expect.poll(() => box(phone.page).inputValue()).toBe(`hello @${account.name} `)
  await phone.page.getByRole('button', { name: 'Send', exact: true }).tap()
  for (const { page } of [phone, mira])
    await page.getByRole('log').locator('mark').getByText(`@${account.name}`).waitFor()

  await phone.page.getByRole('button', { name: 'Members' }).tap()
  await peopleAbsent(phone.page).filter({ hasText: account.name }).waitFor()
  await phone.page.getByRole('button', { name: `Actions for ${account.name}` }).tap()
  await phone.page.getByRole('menuitem', { name: /^Mute$/ }).tap()
  await peopleAbsent(phone.page).getByText('muted').waitFor()
  await expect.poll(() => phone.page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  for (const { troubles } of [mira, phone]) expect(troubles()).toEqual([])
})
