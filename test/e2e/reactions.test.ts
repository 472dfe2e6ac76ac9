// Messages that are given emoji: what whoever gives them does, and what the others see.

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enterRoom, makeRoom, PHONE } from '../support/chat-page.js'
import { eventually } from '../support/eventually.js'
import { closePages, sharedChat } from '../support/shared-chat.js'
import type { Cluster } from '../support/start-cluster.js'

let browser: Browser
let cluster: Cluster
beforeAll(async () => {
  ;({ browser, cluster } = await sharedChat())
})
afterAll(closePages)

const message = (page: Page, text: string) => page.getByRole('article').filter({ hasText: text })
const picker = (page: Page) => page.getByRole('dialog', { name: 'Add a reaction' })
/** What a message was given, as it is read out, without the names. */
const reactions = (page: Page, text: string) =>
  message(page, text)
    .getByRole('list', { name: 'Reactions' })
    .getByRole('button')
    // All at once: one of them may go at any moment.
    .evaluateAll(buttons => buttons.map(it => it.getAttribute('aria-label')?.split(':')[0]))

test('[C4] a reaction is seen by everybody, joined by a press, and taken back; also after a reload', async () => {
  using room = await makeRoom(cluster.url)
  await using ann = await enterRoom(browser, room.url)
  await using bob = await enterRoom(browser, room.url)
  await ann.write('lunch?')
  await bob.sees('lunch?')
  await message(bob.page, 'lunch?').hover()
  await message(bob.page, 'lunch?').getByRole('button', { name: 'Add a reaction' }).click()
  await picker(bob.page).getByRole('button', { name: 'Thumbs up' }).click()
  await eventually(async () => expect(await reactions(ann.page, 'lunch?')).toEqual(['👍 1']))
  await expect.poll(() => picker(bob.page).count()).toBe(0)

  const thumb = message(ann.page, 'lunch?').getByRole('button', { name: /^👍/ })
  await expect.poll(() => thumb.getAttribute('aria-pressed')).toBe('false')
  await thumb.click()
  await eventually(async () => expect(await reactions(bob.page, 'lunch?')).toEqual(['👍 2']))
  await eventually(async () => expect(await thumb.getAttribute('aria-pressed')).toBe('true'))
  for (const { page, sees } of [ann, bob]) {
    await page.reload()
    await sees('lunch?')
    await expect.poll(() => reactions(page, 'lunch?')).toEqual(['👍 2'])
  }
  await thumb.click()
  await eventually(async () => expect(await reactions(bob.page, 'lunch?')).toEqual(['👍 1']))
  await message(bob.page, 'lunch?').getByRole('button', { name: /^👍/ }).click()
  await eventually(async () => expect(await reactions(ann.page, 'lunch?')).toEqual([]))
  for (const { troubles } of [ann, bob]) expect(troubles()).toEqual([])
})

test('by keyboard the latest message is reacted to, and Escape gives the focus back', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url)
  const { page } = chat
  await chat.write('first')
  await chat.write('second')
  await message(page, 'second').getByRole('button', { name: 'Edit message' }).waitFor({ state: 'attached' })
  const composer = page.getByRole('textbox', { name: /^Message to/ })
  await composer.focus()
  await page.keyboard.press('Alt+KeyR')
  await picker(page).waitFor()
  await page.keyboard.press('Escape')
  await picker(page).waitFor({ state: 'detached' })
  await expect.poll(() => composer.evaluate(it => it === document.activeElement)).toBe(true)

  await page.keyboard.press('Alt+KeyR')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await eventually(async () => expect(await reactions(page, 'second')).toEqual(['❤️ 1']))
  await expect.poll(() => reactions(page, 'first')).toEqual([])
  expect(chat.troubles()).toEqual([])
})

test('on a phone the list of emoji fits, and without a connection a reaction says that it was not given', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url, PHONE)
  const { page } = chat
  await chat.write('on a phone')
  await chat.sees('on a phone')
  await message(page, 'on a phone').getByRole('button', { name: 'More' }).tap()
  await page.getByRole('menuitem', { name: 'Add a reaction' }).tap()
  const box = await picker(page).boundingBox()
  if (box === null) throw new Error('no list of emoji')
  expect(box.x).toBeGreaterThanOrEqual(0)
  expect(box.x + box.width).toBeLessThanOrEqual(390)
  expect(box.y).toBeGreaterThanOrEqual(0)
  expect(box.y + box.height).toBeLessThanOrEqual(844)
  await picker(page).getByRole('button', { name: 'Party' }).tap()
  await eventually(async () => expect(await reactions(page, 'on a phone')).toEqual(['🎉 1']))

  await page.context().setOffline(true)
  await page.getByRole('button', { name: /^Connection: Offline/ }).waitFor()
  await message(page, 'on a phone').getByRole('button', { name: /^🎉/ }).tap()
  await page
    .getByRole('alert')
    .getByText(/cannot be reached/)
    .waitFor()
  await expect.poll(() => reactions(page, 'on a phone')).toEqual(['🎉 1'])
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
})

test('what a reaction or a pin did not come to is said beside the messages, over none, until it is put away or the connection is back', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url)
  const { page } = chat
  for (let line = 1; line <= 30; line++) await room.say(`line ${line}`)
  await chat.sees('line 30')
  const newest = message(page, 'line 30')
  await newest.hover()
  await newest.getByRole('button', { name: 'Add a reaction' }).click()
  await picker(page).getByRole('button', { name: 'Party' }).click()
  await eventually(async () => expect(await reactions(page, 'line 30')).toEqual(['🎉 1']))

  await page.context().setOffline(true)
  await page.getByRole('button', { name: /^Connection: Offline/ }).waitFor()
  const refusal = (what: string) =>
    page.getByRole('alert').filter({ hasText: `${what}. The server cannot be` })
  const takeBack = () => newest.getByRole('button', { name: /^🎉/ }).click()
  await takeBack()
  await refusal('The reaction was not taken back').waitFor()
  // Whole on the screen, and nothing lies over any corner of it.
  await eventually(async () => expect(await newest.evaluate(isUncovered)).toBe(true))
  await refusal('The reaction was not taken back').getByRole('button', { name: 'OK' }).click()
  await refusal('The reaction was not taken back').waitFor({ state: 'detached' })

  await takeBack()
  await refusal('The reaction was not taken back').waitFor()
  await newest.hover()
  await newest.getByRole('button', { name: 'Pin message' }).click()
  await refusal('The message was not pinned').waitFor()
  await expect.poll(() => refusal('The reaction was not taken back').count()).toBe(0)
  await page.context().setOffline(false)
  await page.getByRole('button', { name: 'Connection: Connected' }).waitFor()
  await refusal('The message was not pinned').waitFor({ state: 'detached' })
  expect(chat.troubles()).toEqual([])
})

function isUncovered(element: Element): boolean {
  const { left, right, top, bottom } = element.getBoundingClientRect()
  return [left + 2, right - 2].every(x =>
    [top + 2, bottom - 2].every(y => element.contains(document.elementFromPoint(x, y))),
  )
}
