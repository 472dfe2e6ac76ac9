// Messages that get another text, or none: what their sender does, and what the others see.

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

const composer = (page: Page) => page.getByRole('textbox', { name: /^Message to/ })
const form = (page: Page) => page.getByRole('form', { name: 'Edit message' })
/** One at each own message in the log. */
const pencils = (page: Page) => page.getByRole('button', { name: 'Edit message' })
const isFocused = (box: ReturnType<Page['locator']>) => box.evaluate(it => it === document.activeElement)

test('[C1] a message is edited and deleted by mouse, and everybody sees it, also after a reload', async () => {
  using room = await makeRoom(cluster.url)
  await using ann = await enterRoom(browser, room.url)
  await using bob = await enterRoom(browser, room.url)
  await ann.write('helo')
  await ann.write('to be gone')
  await bob.sees('to be gone')
  const message = ann.page.getByRole('article').filter({ hasText: 'helo' })
  await message.hover()
  await message.getByRole('button', { name: 'Edit message' }).click()
  await form(ann.page).getByRole('textbox').fill('hello')
  await form(ann.page).getByRole('button', { name: 'Save' }).click()
  await bob.sees('hello')
  await bob.page.getByRole('article').filter({ hasText: 'hello' }).getByText('edited').waitFor()
  await expect.poll(() => bob.page.getByRole('button', { name: 'Edit message' }).count()).toBe(0)

  const unwanted = ann.page.getByRole('article').filter({ hasText: 'to be gone' })
  await unwanted.hover()
  await unwanted.getByRole('button', { name: 'Edit message' }).click()
  await form(ann.page).getByRole('button', { name: 'Delete' }).click()
  await expect.poll(() => bob.texts()).toEqual(['hello', 'to be gone'])
  await form(ann.page).getByRole('button', { name: 'Delete for everybody' }).click()
  await bob.page.getByText('Message deleted').waitFor()
  for (const { page, texts, troubles } of [ann, bob]) {
    await page.reload()
    await page.getByText('Message deleted').waitFor()
    await expect.poll(() => texts()).toEqual(['hello'])
    expect(troubles()).toEqual([])
  }
})

test('[C1] a message is deleted from its menu, at a desk and by finger, once that is confirmed', async () => {
  using room = await makeRoom(cluster.url)
  await using ann = await enterRoom(browser, room.url)
  await using bob = await enterRoom(browser, room.url, PHONE)
  for (const [chat, other] of [[ann, bob] as const, [bob, ann] as const]) {
    const { page, name } = chat
    await chat.write(`said by ${name}`)
    await other.sees(`said by ${name}`)
    const message = page.getByRole('article').filter({ hasText: `said by ${name}` })
    const askToDelete = async () => {
      await message.hover()
      await message.getByRole('button', { name: 'More' }).click()
      await page.getByRole('menuitem', { name: 'Delete message…' }).click()
    }
    await askToDelete()
    const keep = form(page).getByRole('button', { name: 'Keep it' })
    await eventually(async () => expect(await isFocused(keep)).toBe(true))
    await keep.click()
    await expect.poll(() => form(page).count()).toBe(0)
    await askToDelete()
    await form(page).getByRole('button', { name: 'Delete for everybody' }).click()
    await other.page
      .getByRole('article')
      .filter({ hasText: `said by ${name}` })
      .waitFor({ state: 'detached' })
    await other.page.getByText('Message deleted').last().waitFor()
    // What others wrote offers no such thing.
    await room.say(`answer to ${name}`)
    const answer = page.getByRole('article').filter({ hasText: `answer to ${name}` })
    await answer.hover()
    await answer.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Copy text' }).waitFor()
    expect(await page.getByRole('menuitem', { name: 'Delete message…' }).count()).toBe(0)
    await page.keyboard.press('Escape')
    expect(chat.troubles()).toEqual([])
  }
})

test('by keyboard the last message is edited with ↑, and Escape leaves it as it is', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url)
  const { page } = chat
  await chat.write('first')
  await chat.write('second')
  await eventually(async () => expect(await pencils(page).count()).toBe(2))
  await composer(page).press('ArrowUp')
  await expect.poll(() => isFocused(form(page).getByRole('textbox'))).toBe(true)
  await page.keyboard.type(' thoughts')
  await page.keyboard.press('Escape')
  await expect.poll(() => form(page).count()).toBe(0)
  await expect.poll(() => isFocused(composer(page))).toBe(true)
  await expect.poll(() => chat.texts()).toEqual(['first', 'second'])

  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.type('thoughts')
  await page.keyboard.press('Enter')
  await eventually(async () => expect(await chat.texts()).toEqual(['first', 'second\nthoughts']))
  await expect.poll(() => isFocused(composer(page))).toBe(true)
  await page.keyboard.type('a draft')
  await page.keyboard.press('ArrowUp')
  await expect.poll(() => form(page).count()).toBe(0)
  expect(chat.troubles()).toEqual([])
})

test('without a connection an edit says so and stays, and can be saved when it is back', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url, PHONE)
  const { page } = chat
  await chat.write('on a phone')
  await chat.sees('on a phone')
  await page.getByRole('article').getByRole('button', { name: 'More' }).tap()
  await page.getByRole('menuitem', { name: 'Edit message' }).tap()
  await form(page).getByRole('textbox').fill('on my phone')
  await page.context().setOffline(true)
  await page.getByRole('button', { name: /^Connection: Offline/ }).waitFor()
  await form(page).getByRole('button', { name: 'Save' }).tap()
  await form(page)
    .getByRole('alert')
    .getByText(/cannot be reached/)
    .waitFor()
  await expect.poll(() => form(page).getByRole('textbox').inputValue()).toBe('on my phone')
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)

  await page.context().setOffline(false)
  await page.getByRole('button', { name: 'Connection: Connected' }).waitFor()
  await form(page).getByRole('button', { name: 'Save' }).tap()
  await eventually(async () => expect(await chat.texts()).toEqual(['on my phone']))
})

test('own messages far up are reached by keyboard, and what is half written there stays', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url)
  await using other = await enterRoom(browser, room.url)
  const { page } = chat
  await chat.write('the first')
  await chat.write('the second')
  await other.sees('the second')
  for (let index = 0; index < 45; index++) await other.write(`talk ${index}`)
  await chat.sees('talk 44')
  await chat.reloadAtEnd('talk 44')
  const box = form(page).getByRole('textbox')
  await composer(page).press('ArrowUp')
  await eventually(async () => expect(await isFocused(box)).toBe(true))
  await expect.poll(() => box.inputValue()).toBe('the second')
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowUp')
  await eventually(async () => expect(await box.inputValue()).toBe('the first'))
  await eventually(async () => expect(await isFocused(box)).toBe(true))
  await page.keyboard.press('Home')
  await page.keyboard.press('End')
  await page.keyboard.type(' one')

  // Elsewhere and back: by then others have written, and it is still there.
  await page.getByRole('link', { name: /^Lobby/ }).click()
  await page.getByRole('textbox', { name: 'Message to Lobby' }).waitFor()
  await page.goBack()
  await page.getByRole('textbox', { name: /^Message to room/ }).waitFor()
  await composer(page).press('ArrowUp')
  await eventually(async () => expect(await isFocused(box)).toBe(true))
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowUp')
  await eventually(async () => expect(await box.inputValue()).toBe('the first one'))
  await other.write('and one more')
  await expect.poll(() => isFocused(box)).toBe(true)
  await page.keyboard.press('Enter')
  await eventually(async () => expect(await chat.texts()).toContain('the first one'))
  expect(chat.troubles()).toEqual([])
})

test('a deletion is asked for twice, and a message deleted in another tab takes no text any more', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url)
  const { page } = chat
  await chat.write('keep me')
  await chat.write('not me')
  await eventually(async () => expect(await pencils(page).count()).toBe(2))
  await page.getByRole('article').filter({ hasText: 'keep me' }).hover()
  await pencils(page).first().click()
  await form(page).getByRole('button', { name: 'Delete' }).dblclick()
  await form(page).getByRole('button', { name: 'Keep it' }).click()
  await page.keyboard.press('Escape')
  await expect.poll(() => chat.texts()).toEqual(['keep me', 'not me'])

  await composer(page).press('ArrowUp')
  const box = form(page).getByRole('textbox')
  await box.fill('not me, or')
  const tab = await page.context().newPage()
  await tab.goto(page.url())
  await tab.getByRole('article').filter({ hasText: 'not me' }).hover()
  await pencils(tab).last().click()
  await form(tab).getByRole('button', { name: 'Delete' }).click()
  await form(tab).getByRole('button', { name: 'Delete for everybody' }).click()
  await tab.getByText('Message deleted').waitFor()
  await form(page)
    .getByRole('alert')
    .getByText(/can no longer be changed/)
    .waitFor()
  await expect.poll(() => isFocused(box)).toBe(true)
  await page.keyboard.press('Enter')
  await form(page).getByRole('button', { name: 'Cancel' }).click()
  await page.getByText('Message deleted').waitFor()
  await expect.poll(() => chat.texts()).toEqual(['keep me'])
  expect(chat.troubles()).toEqual([])
})
