// Somebody is mentioned: how the writer finds the name, and what the one who is named sees.

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enterRoom, makeRoom, PHONE } from '../support/chat-page.js'
import { eventually } from '../support/eventually.js'
import { hide, MAY_NOTIFY, noticesOf, pressNotice, show } from '../support/notices.js'
import { closePages, sharedChat } from '../support/shared-chat.js'
import type { Cluster } from '../support/start-cluster.js'
import { someName } from '../support/wire-client.js'

let browser: Browser
let cluster: Cluster
beforeAll(async () => {
  ;({ browser, cluster } = await sharedChat())
})
afterAll(closePages)

/** The text box is a combobox while it has a list. */
const box = (page: Page) => page.getByLabel(/^Message to/)
const combobox = (page: Page) => page.getByRole('combobox', { name: /^Message to/ })
const people = (page: Page) => page.getByRole('listbox', { name: 'People to mention' })
const marked = (page: Page) => people(page).getByRole('option', { selected: true })
const isFocused = (at: ReturnType<Page['locator']>) => at.evaluate(it => it === document.activeElement)
const message = (page: Page, text: string) =>
  page.getByRole('article').filter({ has: page.getByText(text, { exact: true }) })

test('by keyboard @ and the beginning of a name complete it, and Enter then sends', async () => {
  using room = await makeRoom(cluster.url)
  await using ann = await enterRoom(browser, room.url, { name: someName('ann') })
  await using robin = await enterRoom(browser, room.url, { name: someName('robin') })
  await using other = await enterRoom(browser, room.url, { name: someName('Robin') })
  const { page } = ann
  await page.getByRole('complementary', { name: 'Members' }).getByText(other.name).waitFor()
  // Whoever has written stands before those who are only here.
  await robin.write('here I am')
  await ann.sees('here I am')

  await box(page).pressSequentially('hi @')
  await expect.poll(() => people(page).getByRole('option').count()).toBe(4)
  await box(page).pressSequentially('rob')
  await expect.poll(() => people(page).getByRole('option').count()).toBe(2)
  await expect.poll(() => marked(page).innerText()).toContain(robin.name)
  await box(page).press('ArrowDown')
  await marked(page).getByText(other.name).waitFor()
  // Who writes now is the first next time, and nothing moves before one's eyes.
  await other.write('me too')
  await ann.sees('me too')
  await expect.poll(() => marked(page).innerText()).toContain(other.name)
  await expect.poll(() => combobox(page).getAttribute('aria-expanded')).toBe('true')
  await expect
    .poll(() => combobox(page).getAttribute('aria-activedescendant'))
    .toBe(await marked(page).getAttribute('id'))
  await expect
    .poll(() => combobox(page).getAttribute('aria-controls'))
    .toBe(await people(page).getAttribute('id'))
  await box(page).press('ArrowUp')
  await marked(page).getByText(robin.name).waitFor()
  await box(page).press('Tab')
  await expect.poll(() => box(page).inputValue()).toBe(`hi @${robin.name} `)
  await expect.poll(() => people(page).count()).toBe(0)

  await box(page).pressSequentially(`and @${other.name.toUpperCase()}`)
  await marked(page).getByText(other.name).waitFor()
  await box(page).press('Enter')
  await expect.poll(() => box(page).inputValue()).toBe(`hi @${robin.name} and @${other.name} `)
  await expect.poll(() => isFocused(box(page))).toBe(true)
  await box(page).press('Enter')
  await other.sees(`hi @${robin.name} and @${other.name}`)
  await expect.poll(() => box(page).inputValue()).toBe('')
  for (const { troubles } of [ann, robin, other]) expect(troubles()).toEqual([])
})

test('Escape closes the list and nothing else, and an address has none', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url)
  const { page } = chat
  await box(page).pressSequentially('@')
  await people(page).waitFor()
  await box(page).press('Escape')
  await expect.poll(() => people(page).count()).toBe(0)
  await box(page).pressSequentially('us')
  await expect.poll(() => people(page).count()).toBe(0)
  await box(page).press('Enter')
  await chat.sees('@us')

  await box(page).pressSequentially('@')
  await people(page).waitFor()
  await box(page).pressSequentially('nobody of that name')
  await expect.poll(() => people(page).count()).toBe(0)
  await box(page).fill('me@')
  await expect.poll(() => people(page).count()).toBe(0)
  await box(page).fill('me @')
  await people(page).waitFor()
  await page.getByRole('log').click()
  await expect.poll(() => people(page).count()).toBe(0)
  expect(chat.troubles()).toEqual([])
})

test('a message stands out for the one it mentions, and only for that one', async () => {
  using room = await makeRoom(cluster.url)
  await using ann = await enterRoom(browser, room.url, { name: someName('ann') })
  await using bea = await enterRoom(browser, room.url, { name: someName('bea') })
  await bea.page.getByRole('complementary', { name: 'Members' }).getByText(ann.name).waitFor()
  const text = `look, @${ann.name.toUpperCase()}!`
  await room.say(text)
  await room.say(`in code: \`@${ann.name}\`, me@${ann.name}`)
  for (const { page } of [ann, bea]) {
    await message(page, text).waitFor()
    await expect
      .poll(() => message(page, text).locator('mark').innerText())
      .toBe(`@${ann.name.toUpperCase()}`)
    await expect.poll(() => page.getByRole('log').locator('mark').count()).toBe(1)
  }
  await expect.poll(() => ann.page.getByText('Mentions you:').count()).toBe(1)
  await expect.poll(() => bea.page.getByText('Mentions you:').count()).toBe(0)
  const look = ({ page }: typeof ann) =>
    message(page, text).evaluate(row => getComputedStyle(row).backgroundColor)
  await expect.poll(() => look(ann)).not.toBe(await look(bea))
})

test('a mention in another room shows in the room list and the title until it is read', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url)
  const { page, name } = chat
  const roomName = await page.getByRole('heading', { level: 1 }).innerText()
  const link = page.getByRole('link', { name: roomName })
  await page.getByRole('link', { name: /^Lobby/ }).click()
  await page.getByRole('textbox', { name: 'Message to Lobby' }).waitFor()

  await room.say('to nobody')
  await page.getByRole('link', { name: /1 unread$/ }).waitFor()
  await expect.poll(() => link.getByText('you are mentioned').count()).toBe(0)
  await room.say(`@${name} come here`)
  await page.getByRole('link', { name: /you are mentioned, 2 unread$/ }).waitFor()
  await expect.poll(() => page.title()).toBe('@ (2) Lobby – Hubbub')
  // Also when they were not heard but loaded.
  await page.reload()
  await page.getByRole('link', { name: /you are mentioned, 2 unread$/ }).waitFor()

  await link.click()
  await message(page, `@${name} come here`).waitFor()
  await eventually(async () => expect(await link.getByText(/mentioned|unread/).count()).toBe(0))
  await expect.poll(() => page.title()).toBe(`${roomName} – Hubbub`)
  expect(chat.troubles()).toEqual([])
})

test('on a phone a name is taken by touch, above the text box, and the room button tells of a mention', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url, PHONE)
  const { page, name } = chat
  await room.say('hello')
  await chat.sees('hello')
  await box(page).tap()
  await box(page).pressSequentially('@')
  const list = await people(page).boundingBox()
  const top = (await box(page).boundingBox())?.y ?? 0
  if (list === null) throw new Error('the list is not to be seen')
  expect(list.y).toBeGreaterThan(0)
  expect(list.y + list.height).toBeLessThanOrEqual(top)
  expect(list.x + list.width).toBeLessThanOrEqual(PHONE.viewport.width)
  await people(page).getByRole('option', { name: room.host.name }).tap()
  await expect.poll(() => box(page).inputValue()).toBe(`@${room.host.name} `)
  await expect.poll(() => isFocused(box(page))).toBe(true)
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)

  await page.getByRole('button', { name: 'Rooms' }).tap()
  await page.getByRole('link', { name: /^Lobby/ }).tap()
  await page.getByRole('textbox', { name: 'Message to Lobby' }).waitFor()
  await room.say(`@${name}`)
  await page.getByRole('button', { name: 'Rooms, you are mentioned' }).tap()
  await page.getByRole('link', { name: /you are mentioned, 1 unread$/ }).waitFor()
  expect(chat.troubles()).toEqual([])
})

test('whoever edits a message finds names as well, and Escape leaves the edit open', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url)
  const { page } = chat
  await chat.write('hello')
  await eventually(async () =>
    expect(await page.getByRole('button', { name: 'Edit message' }).count()).toBe(1),
  )
  await box(page).press('ArrowUp')
  const edit = page.getByRole('form', { name: 'Edit message' })
  const editBox = edit.getByLabel('Message')
  await eventually(async () => expect(await isFocused(editBox)).toBe(true))
  await page.keyboard.type(` @${room.host.name.slice(0, 4)}`)
  await people(page).waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(() => people(page).count()).toBe(0)
  await expect.poll(() => edit.count()).toBe(1)
  await page.keyboard.type(` @${room.host.name.slice(0, 4)}`)
  await marked(page).getByText(room.host.name).waitFor()
  await page.keyboard.press('Enter')
  await expect
    .poll(() => editBox.inputValue())
    .toBe(`hello @${room.host.name.slice(0, 4)} @${room.host.name} `)
  await page.keyboard.press('Enter')
  await chat.sees(`hello @${room.host.name.slice(0, 4)} @${room.host.name}`)
  expect(chat.troubles()).toEqual([])
})

test('once turned on by a press, a notification tells of a mention while the page is hidden, and leads to it', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url, MAY_NOTIFY)
  const { page, name } = chat
  const roomName = await page.getByRole('heading', { level: 1 }).innerText()

  // Off, out of sight; then on, in sight.
  await page.getByRole('link', { name: /^Lobby/ }).click()
  await page.getByRole('textbox', { name: 'Message to Lobby' }).waitFor()
  await hide(page)
  await room.say(`@${name} one`)
  await page.getByRole('link', { name: /you are mentioned, 1 unread$/ }).waitFor()
  await show(page)
  await page.getByRole('button', { name: 'Notifications on this device: off' }).waitFor()
  await page.getByRole('button', { name: 'Room settings' }).click()
  await page.getByRole('group', { name: 'Notify me of (off on this device)' }).waitFor()
  await page.getByRole('menuitem', { name: 'Turn on notifications here' }).click()
  await page.getByRole('button', { name: /^Notifications on this device: on/ }).waitFor()
  await room.say(`@${name} two`)
  await page.getByRole('link', { name: /you are mentioned, 2 unread$/ }).waitFor()
  expect(await noticesOf(page)).toEqual([])

  await hide(page)
  await room.say('three, to nobody')
  await room.say(`@${name} four`)
  await expect.poll(() => noticesOf(page)).toEqual([`${room.host.name} in ${roomName}: @${name} four`])
  await pressNotice(page, room.roomId)
  await message(page, `@${name} four`).waitFor()
  await page.getByRole('button', { name: /^Notifications on this device: on/ }).click()
  await page.getByRole('button', { name: 'Notifications on this device: off' }).waitFor()
  expect(chat.troubles()).toEqual([])
})

test('where the log of a room was lost and begins anew, a notification tells of what is said in the new one', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url, MAY_NOTIFY)
  const { page, name } = chat
  const roomName = await page.getByRole('heading', { level: 1 }).innerText()
  await page.getByRole('button', { name: 'Notifications on this device: off' }).click()
  await page.getByRole('button', { name: /^Notifications on this device: on/ }).waitFor()
  await page.getByRole('link', { name: /^Lobby/ }).click()
  await page.getByRole('textbox', { name: 'Message to Lobby' }).waitFor()
  await hide(page)
  const noticeOf = (text: string) => `${room.host.name} in ${roomName}: @${name} ${text}`
  await room.say('to nobody')
  await room.say(`@${name} of the first log`)
  await expect.poll(() => noticesOf(page)).toContain(noticeOf('of the first log'))

  const { redis } = cluster.redis
  for (const part of ['log', 'head']) await redis.del(await redis.keys(`*${room.roomId}*:${part}`))
  // At a place that was told of in the first one.
  await room.say(`@${name} of the second log`)
  await expect.poll(() => noticesOf(page)).toContain(noticeOf('of the second log'))
})
