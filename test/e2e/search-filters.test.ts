// What was said, found by who said it, when, and what came with it.

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enterRoom, makeRoom, openChat, PHONE } from '../support/chat-page.js'
import { eventually } from '../support/eventually.js'
import { isFocused, isLedTo } from '../support/led-to.js'
import { nextMillisecond } from '../support/next-millisecond.js'
import { closePages, sharedChat } from '../support/shared-chat.js'
import type { Cluster } from '../support/start-cluster.js'

let browser: Browser
let cluster: Cluster
beforeAll(async () => {
  ;({ browser, cluster } = await sharedChat())
})
afterAll(closePages)

const openButton = (page: Page) => page.getByRole('button', { name: 'Search in this room' })
const panel = (page: Page) => page.getByRole('search')
/** A list box as well while it suggests somebody. */
const box = (page: Page) => panel(page).getByLabel(/^Search in/)
const hits = (page: Page) => panel(page).getByRole('list', { name: 'Messages found' }).getByRole('button')
const texts = (page: Page) => hits(page).locator('.search-hit-text').allInnerTexts()
const hint = (page: Page, name: string) =>
  panel(page).getByRole('group', { name: 'Filters' }).getByRole('button', { name, exact: true })
const tells = (page: Page, text: string | RegExp) => panel(page).getByRole('status').getByText(text).waitFor()

test('[J10] what somebody said is found by their name, what one said oneself by me, and what carries a link by that', async () => {
  const hostName = `Zoë ${Date.now()}`
  using room = await makeRoom(cluster.url, hostName)
  await room.say('tea is ready')
  await room.say('the recipe: https://tea.example/recipe')
  await using chat = await enterRoom(browser, room.url)
  const { page } = chat
  await chat.write('tea for me')
  await chat.hasSent('tea for me')
  await openButton(page).click()
  await page.keyboard.type('tea from:ZOE')
  await tells(page, '2 messages found')
  await expect.poll(() => texts(page)).toEqual(['the recipe: https://tea.example/recipe', 'tea is ready'])
  // Only words are marked.
  await expect.poll(() => hits(page).locator('mark').allInnerTexts()).toEqual(['tea', 'tea'])
  await box(page).fill(`from:"${hostName}" ready`)
  await tells(page, '1 message found')
  await box(page).fill('from:me')
  await expect.poll(() => texts(page)).toEqual(['tea for me'])
  await box(page).fill('has:link from:zoe')
  await expect.poll(() => texts(page)).toEqual(['the recipe: https://tea.example/recipe'])
  await box(page).fill('has:file')
  await tells(page, 'No message matches “has:file”.')
  await box(page).fill('from:nobody-of-that-name tea')
  await tells(page, 'No message matches “from:nobody-of-that-name tea”.')
  await expect.poll(() => hits(page).count()).toBe(0)
  expect(chat.troubles()).toEqual([])
})

test('[J10] a day is one of the reader’s own time zone', async () => {
  using room = await makeRoom(cluster.url)
  await room.say('said just now')
  // 25 hours apart: what is today for the one is never today for the other.
  for (const timezoneId of ['Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
    const [today = '', other = ''] = [timezoneId, elsewhere(timezoneId)].map(dayIn)
    await using chat = await enterRoom(browser, room.url, { timezoneId })
    const { page } = chat
    await openButton(page).click()
    await box(page).fill(`on:${today}`)
    await expect.poll(() => texts(page)).toEqual(['said just now'])
    for (const query of [`on:${other}`, `before:${today}`, `after:${today}`]) {
      await box(page).fill(query)
      await tells(page, `No message matches “${query}”.`)
    }
    const [between] = other < today ? [`after:${other}`] : [`before:${other}`]
    await box(page).fill(between)
    await expect.poll(() => texts(page)).toEqual(['said just now'])
    expect(chat.troubles()).toEqual([])
  }
})

const elsewhere = (zone: string) =>
  zone === 'Pacific/Kiritimati' ? 'Pacific/Pago_Pago' : 'Pacific/Kiritimati'
const dayIn = (timeZone: string) => new Intl.DateTimeFormat('sv', { timeZone }).format(Date.now())

test('[J10] what is no filter is said below the field, and nothing is searched till it is one', async () => {
  using room = await makeRoom(cluster.url)
  await room.say('form:ada is a word here')
  await using chat = await enterRoom(browser, room.url)
  const { page } = chat
  await openButton(page).click()
  await page.keyboard.type('form:ada')
  await tells(page, /^There is no filter “form:”/)
  await expect.poll(() => box(page).getAttribute('aria-invalid')).toBe('true')
  await expect.poll(() => hits(page).count()).toBe(0)
  await box(page).fill('"form:ada"')
  await tells(page, '1 message found')
  await expect.poll(() => box(page).getAttribute('aria-invalid')).toBe('false')
  await box(page).fill('on:2026-02-30')
  await tells(page, 'There is no day 2026-02-30.')
  await box(page).fill('before:yesterday')
  await tells(page, 'Write the day as year-month-day: before:2026-11-30.')
  expect(chat.troubles()).toEqual([])
})

test('by keyboard alone a filter is chosen, and whom it means among the people of the room', async () => {
  using room = await makeRoom(cluster.url, `Ada Lovelace ${Date.now() % 100_000}`)
  await room.say('an engine')
  await using chat = await enterRoom(browser, room.url)
  const { page } = chat
  await chat.sees('an engine')
  await page.keyboard.press('Control+Shift+KeyF')
  await expect.poll(() => isFocused(box(page))).toBe(true)
  await page.keyboard.press('ArrowDown')
  await expect.poll(() => isFocused(hint(page, 'from:name'))).toBe(true)
  await page.keyboard.press('Enter')
  await expect.poll(() => isFocused(box(page))).toBe(true)
  await expect.poll(() => box(page).inputValue()).toBe('from:')
  const people = panel(page).getByRole('listbox', { name: 'People' })
  await people.getByRole('option', { name: room.host.name, selected: true }).waitFor()
  await page.keyboard.type('love')
  await people.getByRole('option', { name: room.host.name, selected: true }).waitFor()
  await page.keyboard.press('Enter')
  await expect.poll(() => box(page).inputValue()).toBe(`from:"${room.host.name}" `)
  await expect.poll(() => people.count()).toBe(0)
  await page.keyboard.type('engine')
  await tells(page, '1 message found')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await isLedTo(page, 'an engine')

  await box(page).fill('from:ada')
  await people.waitFor()
  await page.keyboard.press('Escape')
  await people.waitFor({ state: 'detached' })
  await expect.poll(() => panel(page).count()).toBe(1)
  await page.keyboard.press('Escape')
  await expect.poll(() => panel(page).count()).toBe(0)
  expect(chat.troubles()).toEqual([])
})

test('on a phone a filter is chosen by finger, and everything fits', async () => {
  using room = await makeRoom(cluster.url)
  await room.say('see https://tea.example')
  await using chat = await enterRoom(browser, room.url, PHONE)
  const { page } = chat
  await openButton(page).tap()
  for (const name of ['from:name', 'from:me', 'on:day', 'before:day', 'after:day', 'has:file']) {
    const { x = -1, width = 0 } = (await hint(page, name).boundingBox()) ?? {}
    expect(x).toBeGreaterThanOrEqual(0)
    expect(x + width).toBeLessThanOrEqual(390)
  }
  await hint(page, 'has:link').tap()
  await expect.poll(() => box(page).inputValue()).toBe('has:link ')
  await expect.poll(() => texts(page)).toEqual(['see https://tea.example'])
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  expect(chat.troubles()).toEqual([])
})

test('[J7] of all rooms one that cannot be searched now is given up and said, and found again when one tries again', async () => {
  using garden = await makeRoom(cluster.url)
  using cellar = await makeRoom(cluster.url)
  await garden.say('tea in the garden')
  await nextMillisecond()
  await cellar.say('tea in the cellar')
  let isAway = true
  await using chat = await openChat(browser, 'guest')
  const { page } = chat
  await page.routeWebSocket(/socket\.io/, client => {
    const server = client.connectToServer()
    client.onMessage(message => {
      const [, id] = /^42(\d+)\["room:search"/.exec(String(message)) ?? []
      const isRefused = id !== undefined && isAway && String(message).includes(cellar.roomId)
      if (isRefused) client.send(`43${id}[${JSON.stringify(LATER)}]`)
      else server.send(message)
    })
  })
  const { origin } = new URL(garden.url)
  await page.request.post(`${origin}/api/auth/guest`, {
    headers: { origin },
    data: { name: `tea ${Date.now()}` },
  })
  for (const { url } of [cellar, garden]) {
    await page.goto(url)
    await page.getByRole('button', { name: 'Join room' }).click()
    await page.getByRole('log').waitFor()
  }
  await openButton(page).click()
  await panel(page).getByRole('radio', { name: 'All rooms' }).check()
  await box(page).fill('tea in the')
  await eventually(() => tells(page, '1 message found. 1 room could not be searched.'), { withinMs: 20_000 })
  await expect.poll(() => texts(page)).toEqual(['tea in the garden'])
  const again = panel(page).getByRole('button', { name: 'Try again' })
  await again.focus()
  isAway = false
  await page.keyboard.press('Enter')
  await tells(page, '2 messages found')
  await expect.poll(() => texts(page)).toEqual(['tea in the cellar', 'tea in the garden'])
  await expect.poll(() => again.count()).toBe(0)
  await expect.poll(() => isFocused(box(page))).toBe(true)
  expect(chat.troubles()).toEqual([])
})

const LATER = { ok: false, code: 'unavailable', message: 'Not now.', retryable: true }
