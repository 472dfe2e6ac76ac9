// Messages that answer others: how they are written, what the others see, and the way back.

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enterAsGuest, launchChromium } from '../support/chat-page.js'
import { eventually } from '../support/eventually.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import { guest } from '../support/wire-client.js'

let browser: Browser
let cluster: Cluster
beforeAll(async () => {
  ;[browser, cluster] = await Promise.all([launchChromium(), startCluster()])
})
afterAll(async () => {
  await browser.close()
  await cluster[Symbol.asyncDispose]()
})

async function newRoom() {
  using maker = await guest(cluster.url)
  return `${cluster.url}/#/room/${await maker.newRoom()}`
}

async function enter(url: string, options: Parameters<typeof enterAsGuest>[2] = {}) {
  const chat = await enterAsGuest(browser, url, options)
  await chat.page.getByRole('button', { name: 'Join room' }).click()
  await chat.page.getByRole('log').waitFor()
  return chat
}

/** Not those that answer it. */
const message = (page: Page, text: string) =>
  page
    .getByRole('article')
    .filter({ has: page.locator('.message-text, .message-deleted', { hasText: text }) })
const composer = (page: Page) => page.getByRole('textbox', { name: /^Message to/ })
const quoteAt = (page: Page, text: string) =>
  message(page, text).getByRole('button', { name: /^In reply to/ })
const isInSight = (page: Page, text: string) =>
  message(page, text).evaluate(it => {
    const { top, bottom } = it.getBoundingClientRect()
    return top >= 0 && bottom <= innerHeight
  })

test('[M10] a reply stands under what it answers, for everybody, and a press leads there', async () => {
  const url = await newRoom()
  await using ann = await enter(url)
  await using bob = await enter(url)
  await ann.write('who brings bread?')
  await bob.sees('who brings bread?')
  await message(bob.page, 'who brings').hover()
  await message(bob.page, 'who brings').getByRole('button', { name: 'Reply' }).click()
  await bob.page.getByText('Replying to').waitFor()
  expect(await composer(bob.page).evaluate(it => it === document.activeElement)).toBe(true)
  await bob.page.keyboard.type('I do')
  for (let index = 0; index < 40; index++) await ann.write(`talk ${index}`)
  await bob.sees('talk 39')
  await bob.page.keyboard.press('Enter')
  await ann.sees('I do')
  expect(await bob.page.getByText('Replying to').count()).toBe(0)
  expect(await quoteAt(ann.page, 'I do').innerText()).toContain('who brings bread?')

  await ann.page.reload()
  await ann.sees('I do')
  await quoteAt(ann.page, 'I do').click()
  await eventually(async () => expect(await isInSight(ann.page, 'who brings')).toBe(true))
  for (const { troubles } of [ann, bob]) expect(troubles()).toEqual([])
})

test('a reply is given up with Escape, and shows what the answered message reads by now', async () => {
  const url = await newRoom()
  await using ann = await enter(url)
  await using bob = await enter(url, {
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
  })
  await ann.write('helo')
  await bob.sees('helo')
  const reply = message(bob.page, 'helo').getByRole('button', { name: 'Reply' })
  await reply.tap()
  await bob.page.getByText('Replying to').waitFor()
  await composer(bob.page).press('Escape')
  expect(await bob.page.getByText('Replying to').count()).toBe(0)
  await bob.write('not a reply')
  await ann.sees('not a reply')
  expect(await quoteAt(ann.page, 'not a reply').count()).toBe(0)

  await reply.tap()
  await bob.write('good morning')
  await ann.sees('good morning')
  await composer(ann.page).press('ArrowUp')
  await ann.page.keyboard.press('End')
  await ann.page.keyboard.type(' again')
  await ann.page.keyboard.press('Enter')
  for (const { page } of [ann, bob])
    await eventually(async () =>
      expect(await quoteAt(page, 'good morning').innerText()).toContain('helo again'),
    )
  expect(await bob.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)

  await composer(ann.page).press('ArrowUp')
  const form = ann.page.getByRole('form', { name: 'Edit message' })
  await form.getByRole('button', { name: 'Delete' }).click()
  await form.getByRole('button', { name: 'Delete for everybody' }).click()
  await eventually(async () =>
    expect(await quoteAt(bob.page, 'good morning').innerText()).toContain('Message deleted'),
  )
  for (const { troubles } of [ann, bob]) expect(troubles()).toEqual([])
})
