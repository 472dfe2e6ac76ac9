// Emoji by their names, as one writes them.

import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enterRoom, makeRoom, PHONE } from '../support/chat-page.js'
import { eventually } from '../support/eventually.js'
import { isFocused } from '../support/led-to.js'
import { closePages, sharedChat } from '../support/shared-chat.js'
import type { Cluster } from '../support/start-cluster.js'

let browser: Browser
let cluster: Cluster
beforeAll(async () => {
  ;({ browser, cluster } = await sharedChat())
})
afterAll(closePages)

const box = (page: Page) => page.getByLabel(/^Message to/)
const list = (page: Page) => page.getByRole('listbox', { name: 'Emoji' })

test('by keyboard a colon and the beginning of a name complete it to an emoji, also in an edit', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url)
  const { page } = chat
  await box(page).pressSequentially('done :tad')
  await list(page).getByRole('option', { name: ':tada:', selected: true }).waitFor()
  await box(page).press('Enter')
  await expect.poll(() => box(page).inputValue()).toBe('done 🎉 ')
  await box(page).press('Enter')
  await chat.hasSent('done 🎉')

  await box(page).press('ArrowUp')
  const form = page.getByRole('form', { name: 'Edit message' })
  const edit = form.getByRole('combobox')
  await eventually(async () => expect(await isFocused(form.getByRole('textbox'))).toBe(true))
  await page.keyboard.type(' :heart_e')
  await list(page).getByRole('option', { selected: true }).getByText(':heart_eyes:').waitFor()
  await edit.press('Tab')
  await page.keyboard.press('Enter')
  await chat.sees('done 🎉 😍')
  expect(chat.troubles()).toEqual([])
})

test('an emoji has in a text, and where one writes it, the colours that it has as a reaction', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url)
  const { page } = chat
  await room.say('😀')
  await chat.sees('😀')
  const said = page.getByRole('article').filter({ has: page.locator('.message-text') })
  await said.hover()
  await said.getByRole('button', { name: 'Add a reaction' }).click()
  const asReaction = page.getByRole('button', { name: 'Smile', exact: true })
  await eventually(async () => expect(await isYellow(asReaction)).toBe(true))
  await page.keyboard.press('Escape')
  await box(page).fill('😀')
  for (const place of [said.locator('.message-text'), box(page)])
    await eventually(async () => expect(await isYellow(place)).toBe(true))
  expect(chat.troubles()).toEqual([])
})

/** As no font for text draws it. */
async function isYellow(place: Locator): Promise<boolean> {
  const picture = (await place.screenshot()).toString('base64')
  return place.evaluate(async (_, base64) => {
    const bytes = Uint8Array.from(atob(base64), char => char.charCodeAt(0))
    const image = await createImageBitmap(new Blob([bytes]))
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d')
    if (context === null) throw new Error('no canvas')
    context.drawImage(image, 0, 0)
    const { data } = context.getImageData(0, 0, image.width, image.height)
    for (let at = 0; at < data.length; at += 4) {
      const [red = 0, green = 0, blue = 255] = data.subarray(at, at + 3)
      if (red > 200 && green > 150 && blue < 100) return true
    }
    return false
  }, picture)
}

test('times, addresses and smileys of old are sent as they were written', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url)
  for (const text of ['see you at 12:30', 'a :-) and a :D', 'http://localhost:heart', 'note :zz no such']) {
    await box(chat.page).pressSequentially(text)
    await expect.poll(() => list(chat.page).count()).toBe(0)
    await box(chat.page).press('Enter')
    await chat.sees(text)
  }
})

test('on a phone an emoji is taken by finger; without a connection none is offered and all is sent as written', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url, PHONE)
  const { page } = chat
  await page.context().setOffline(true)
  await page.getByRole('button', { name: /^Connection: Offline/ }).waitFor()
  await box(page).tap()
  await box(page).pressSequentially('later :rocket')
  await expect.poll(() => list(page).count()).toBe(0)
  await page.context().setOffline(false)
  await page.getByRole('button', { name: 'Connection: Connected' }).waitFor()
  await box(page).fill('')
  await box(page).pressSequentially('now :rocket')
  await list(page).getByRole('option', { name: ':rocket:' }).tap()
  await expect.poll(() => box(page).inputValue()).toBe('now 🚀 ')
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
  // Its own keyboard has a list of them, and the text needs the room.
  expect(await page.getByRole('button', { name: 'Insert emoji' }).isVisible()).toBe(false)
  expect(chat.troubles()).toEqual([])
})

test('whoever looks for an emoji chooses one beside the text box; it stands where the caret was, and can be undone', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url)
  const { page } = chat
  await box(page).pressSequentially('cake  for all')
  for (let step = 1; step <= ' for all'.length; step++) await page.keyboard.press('ArrowLeft')
  await page.getByRole('button', { name: 'Insert emoji' }).click()
  await page.getByRole('dialog', { name: 'Insert an emoji' }).waitFor()
  await page.keyboard.type('birthday')
  await page.getByRole('group', { name: 'Found' }).getByRole('button', { name: 'birthday' }).waitFor()
  await page.keyboard.press('Enter')
  await expect.poll(() => box(page).inputValue()).toBe('cake 🎂 for all')
  await expect.poll(() => isFocused(box(page))).toBe(true)
  await page.keyboard.type('!')
  await expect.poll(() => box(page).inputValue()).toBe('cake 🎂! for all')
  for (const left of ['cake 🎂 for all', 'cake  for all']) {
    await page.keyboard.press('Control+z')
    await expect.poll(() => box(page).inputValue()).toBe(left)
  }
  expect(chat.troubles()).toEqual([])
})

test('Enter in the search for an emoji that there is none of sends nothing of what was begun', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url)
  const { page } = chat
  await box(page).pressSequentially('half of a')
  await page.getByRole('button', { name: 'Insert emoji' }).click()
  const picker = page.getByRole('dialog', { name: 'Insert an emoji' })
  await picker.waitFor()
  await page.keyboard.type('qqqq')
  await picker.getByRole('status').getByText('No emoji is called that.').waitFor()
  for (const keys of ['Enter', 'Shift+Enter', 'Alt+Enter']) await page.keyboard.press(keys)
  expect(await picker.count()).toBe(1)
  expect(await box(page).inputValue()).toBe('half of a')
  await page.keyboard.press('Escape')
  await box(page).fill('all of it')
  await page.keyboard.press('Enter')
  await chat.hasSent('all of it')
  expect(await chat.texts()).toEqual(['all of it'])
  expect(chat.troubles()).toEqual([])
})
