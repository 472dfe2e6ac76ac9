// Muting and removing, as the moderator and the one it is done to see it.

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ChatPage, enterAsGuest, enterRoom, PHONE } from '../support/chat-page.js'
import { isFocused } from '../support/led-to.js'
import { choose, createRoom, peopleAbsent } from '../support/moderating.js'
import { closePages, sharedChat } from '../support/shared-chat.js'
import type { Cluster } from '../support/start-cluster.js'
import { someName } from '../support/wire-client.js'

let browser: Browser
let cluster: Cluster
let mira: ChatPage
beforeAll(async () => {
  ;({ browser, cluster } = await sharedChat())
  mira = await enterAsGuest(browser, cluster.url)
})
afterAll(closePages)

const row = (page: Page, text: string) => page.getByRole('log').getByText(text)

test('[R3] whoever is muted is told by whom, live and after a reload, and goes on with what they had begun', async () => {
  await createRoom(mira)
  await using tom = await enterRoom(browser, mira.page.url())
  const box = tom.page.getByRole('textbox', { name: /^Message to/ })
  await box.fill('what I wanted to say')
  await choose(mira.page, tom.name, /^Mute$/)
  const note = tom.page.getByText(`You are muted in this room by ${mira.name}.`)
  await note.waitFor()
  await expect.poll(() => box.count()).toBe(0)
  await row(tom.page, 'muted').waitFor()
  await mira.page.getByRole('listitem').filter({ hasText: tom.name }).getByText('muted').waitFor()
  await tom.page.reload()
  await note.waitFor()
  await expect.poll(() => tom.page.title()).not.toMatch(/^\(/)
  // What is said to a muted person is heard, and offers nothing that would be refused.
  await mira.write('think about it')
  await tom.sees('think about it')
  await row(tom.page, 'think about it').hover()
  const offered = () =>
    tom.page
      .getByRole('article')
      .filter({ hasText: 'think about it' })
      .getByRole('button')
      .evaluateAll(buttons => buttons.map(button => button.getAttribute('aria-label')))
  await expect.poll(offered).toEqual(['Who has read it', 'Mark as unread', 'More'])
  await tom.page.getByRole('button', { name: 'Mark as unread' }).click()
  await expect.poll(() => tom.page.title()).toMatch(/^\(1\)/)
  await tom.page.keyboard.press('Escape')
  await expect.poll(() => tom.page.title()).not.toMatch(/^\(/)

  await tom.page.getByRole('button', { name: 'Search' }).first().click()
  const search = tom.page.getByRole('searchbox')
  await search.fill('about')
  await choose(mira.page, tom.name, /^Unmute$/)
  await row(tom.page, 'speak again').waitFor()
  await box.waitFor()
  await expect.poll(() => search.evaluate(field => field === document.activeElement)).toBe(true)
  await box.press('Enter')
  await mira.sees('what I wanted to say')

  // Also of somebody who is not there any more.
  await tom.page.close()
  const absent = peopleAbsent(mira.page)
  await absent.filter({ hasText: tom.name }).waitFor()
  const moderate = mira.page.getByRole('button', { name: `Moderate ${tom.name}` })
  await row(mira.page, 'what I wanted to say').hover()
  await expect.poll(() => moderate.getAttribute('tabindex')).toBe('-1')
  await moderate.click()
  await mira.page.context().setOffline(true)
  await mira.page.getByRole('menuitem', { name: 'Mute' }).click()
  const alert = mira.page.getByRole('alert').filter({ hasText: 'cannot be reached' })
  await alert.getByRole('button', { name: 'OK' }).press('Enter')
  await alert.waitFor({ state: 'detached' })
  await mira.page.context().setOffline(false)
  await mira.page.getByRole('button', { name: 'Connection: Connected' }).waitFor()
  const myBox = mira.page.getByRole('textbox', { name: /^Message to/ })
  await expect.poll(() => isFocused(myBox)).toBe(true)
  await mira.page.keyboard.press('Alt+KeyM')
  await mira.page.keyboard.press('Enter')
  await absent.filter({ hasText: tom.name }).getByText('muted').waitFor()
  await expect.poll(() => isFocused(myBox)).toBe(true)
  for (const { troubles } of [mira, tom]) expect(troubles()).toEqual([])
})

test('[R4] whoever is removed is told by whom, stands elsewhere, and comes back only when let in', async () => {
  const name = await createRoom(mira)
  const url = mira.page.url()
  await using tom = await enterRoom(browser, url)
  await choose(mira.page, tom.name, /^Remove and ban/)
  const dialog = mira.page.getByRole('dialog', { name: 'Remove from this room?' })
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await choose(mira.page, tom.name, /^Remove and ban/)
  await dialog.getByRole('button', { name: 'Remove and ban' }).click()

  const alert = tom.page.getByRole('alert').filter({ hasText: `removed from #${name} by ${mira.name}.` })
  await alert.waitFor()
  await tom.page.getByRole('main').getByRole('heading', { level: 1, name: 'Lobby' }).waitFor()
  await expect.poll(() => tom.page.getByRole('link', { name }).count()).toBe(0)
  await alert.getByRole('button', { name: 'OK' }).click()
  await alert.waitFor({ state: 'detached' })
  await tom.page.goto(url)
  await tom.page.getByRole('button', { name: 'Join room' }).click()
  await tom.page.getByText('You have been removed from this room.').waitFor()

  await row(mira.page, 'removed').waitFor()
  await mira.page.getByText('Removed (1)').click()
  await mira.page.getByRole('button', { name: `Let back in: ${tom.name}` }).dblclick()
  await row(mira.page, 'back in').waitFor()
  await expect.poll(() => mira.page.getByText('Removed (1)').count()).toBe(0)
  await tom.page.getByRole('button', { name: 'Join room' }).click()
  await tom.page.getByRole('log').waitFor()
  await tom.write('thank you')
  await mira.sees('thank you')
  // The second press would have been refused by now.
  await expect.poll(() => mira.page.getByText('nothing stands against them').count()).toBe(0)
  for (const { troubles } of [mira, tom]) expect(troubles()).toEqual([])
})

test('[R1] on a phone a moderator does it by finger; to others nothing of it is offered', async () => {
  await createRoom(mira)
  await using phone = await enterRoom(browser, mira.page.url(), {
    ...PHONE,
    name: someName('somebody of a long name'),
  })
  await phone.page.getByRole('button', { name: 'Members' }).tap()
  await phone.page.getByRole('button', { name: `Actions for ${mira.name}` }).tap()
  await expect.poll(() => phone.page.getByRole('menuitem').count()).toBe(1)

  await mira.page.setViewportSize(PHONE.viewport)
  await mira.page.getByRole('button', { name: 'Members' }).click()
  await choose(mira.page, phone.name, /^Remove and ban/)
  await mira.page.getByRole('button', { name: 'Remove and ban', exact: true }).click()
  await mira.page.getByText('Removed (1)').click()
  await mira.page.getByRole('button', { name: /^Let back in/ }).waitFor()
  const lift = await mira.page.getByRole('button', { name: /^Let back in/ }).boundingBox()
  expect((lift?.x ?? 0) + (lift?.width ?? Number.NaN)).toBeLessThanOrEqual(390)
  await phone.page
    .getByRole('alert')
    .filter({ hasText: `by ${mira.name}.` })
    .waitFor()
  for (const { page, troubles } of [mira, phone]) {
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    expect(troubles()).toEqual([])
  }
})
