// Slash commands in the composer: how they are found, what they do, and what becomes of a text that names none.

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enterRoom, makeRoom, PHONE } from '../support/chat-page.js'
import { eventually } from '../support/eventually.js'
import { closePages, sharedChat } from '../support/shared-chat.js'
import type { Cluster } from '../support/start-cluster.js'
import { someName } from '../support/wire-client.js'

let browser: Browser
let cluster: Cluster
beforeAll(async () => {
  ;({ browser, cluster } = await sharedChat())
})
afterAll(closePages)

const box = (page: Page) => page.getByLabel(/^Message to/)
const commands = (page: Page) => page.getByRole('listbox', { name: 'Commands' })
const people = (page: Page) => page.getByRole('listbox', { name: 'People' })
const marked = (page: Page) => page.getByRole('option', { selected: true })
const problem = (page: Page) => page.getByRole('form', { name: 'Write a message' }).getByRole('alert')

/** As `write` does, also while there is a list. */
async function give(page: Page, text: string) {
  await box(page).fill(text)
  await box(page).press('Enter')
}

test('commands are offered and completed by keyboard; an action and a shrug are seen as they are meant', async () => {
  using room = await makeRoom(cluster.url)
  await using ann = await enterRoom(browser, room.url, { name: someName('ann').replaceAll('_', '-') })
  const { page } = ann
  await box(page).pressSequentially('/')
  await expect.poll(() => commands(page).getByRole('option').count()).toBe(11)
  await box(page).press('Escape')
  await expect.poll(() => commands(page).count()).toBe(0)
  await box(page).fill('')
  await box(page).pressSequentially('/m')
  await marked(page).getByText('Say what you do').waitFor()
  await box(page).press('ArrowDown')
  await marked(page).getByText('Write to one person').waitFor()
  await box(page).press('ArrowUp')
  await box(page).press('Enter')
  await expect.poll(() => box(page).inputValue()).toBe('/me ')
  await box(page).pressSequentially('waves')
  await box(page).press('Enter')
  await page.getByRole('log').locator('em').getByText(`${ann.name} waves`).waitFor()

  await room.say('why?')
  await ann.sees('why?')
  await box(page).press('Alt+q')
  await give(page, '/leave')
  await problem(page).getByText('/leave cannot be a reply. Close the reply first.').waitFor()
  await expect.poll(() => box(page).inputValue()).toBe('/leave')
  await give(page, '/shrug who knows')
  await ann.sees('who knows ¯\\_(ツ)_/¯')
  await expect.poll(() => box(page).inputValue()).toBe('')
  expect(ann.troubles()).toEqual([])
})

test('what names no command is kept and said so; // sends it; commands open what the buttons open', async () => {
  using room = await makeRoom(cluster.url)
  await using ann = await enterRoom(browser, room.url)
  const { page } = ann
  await give(page, '/usr/bin/x y')
  await problem(page)
    .getByText('There is no command /usr/bin/x. Begin with // to send it as it is.')
    .waitFor()
  await expect.poll(() => box(page).inputValue()).toBe('/usr/bin/x y')
  await give(page, '//usr/bin/x y')
  await ann.hasSent('/usr/bin/x y')
  await expect.poll(() => problem(page).innerText()).toBe('')

  await give(page, '/help')
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await help.getByText('Invite somebody to this room').waitFor()
  await page.keyboard.press('Escape')
  await give(page, '/leave')
  await page.getByRole('dialog', { name: 'Leave this room?' }).getByRole('button', { name: 'Stay' }).click()
  await give(page, '/search bin')
  await expect.poll(() => page.getByRole('searchbox').inputValue()).toBe('bin')
  await page.getByRole('list', { name: 'Messages found' }).getByText('/usr/bin/x y').waitFor()
  await page.getByRole('button', { name: 'Close search' }).click()

  const roomName = await page.getByRole('heading', { level: 1 }).innerText()
  await give(page, '/join lobby')
  await page.getByRole('textbox', { name: 'Message to Lobby' }).waitFor()
  await give(page, `/join ${roomName}`)
  await page.getByRole('textbox', { name: `Message to ${roomName}` }).waitFor()
  await give(page, '/join no such room')
  await problem(page).getByText('There is no open room called no such room.').waitFor()
  await expect.poll(() => box(page).inputValue()).toBe('/join no such room')
  expect(ann.troubles()).toEqual([])
})

const sendByFinger = (page: Page) => page.getByRole('button', { name: 'Send', exact: true }).tap()

test('on a phone a person is found for /msg, and the text waits there to be sent', async () => {
  using room = await makeRoom(cluster.url)
  // Of all whose names begin as a guest's does, only some are offered.
  using elsewhere = await makeRoom(cluster.url, someName('zoe'))
  await using ann = await enterRoom(browser, room.url, PHONE)
  const { page } = ann
  await box(page).tap()
  await box(page).pressSequentially('/')
  await commands(page).getByRole('option', { name: '/msg' }).tap()
  await box(page).pressSequentially(elsewhere.host.name.slice(0, -2))
  await people(page).getByRole('option', { name: elsewhere.host.name }).tap()
  await expect.poll(() => box(page).inputValue()).toBe(`/msg ${elsewhere.host.name} `)
  await box(page).pressSequentially('hello')
  await sendByFinger(page)
  const there = page.getByRole('textbox', { name: `Message to ${elsewhere.host.name}` })
  await there.waitFor()
  await expect.poll(() => there.inputValue()).toBe('hello')
  await sendByFinger(page)
  await ann.sees('hello')
  await page.goBack()
  await page.getByRole('textbox', { name: /^Message to room/ }).waitFor()
  await eventually(async () => expect(await box(page).inputValue()).toBe(''))

  await box(page).fill(`/invite ${elsewhere.host.name}`)
  await sendByFinger(page)
  await page
    .getByRole('form', { name: 'Write a message' })
    .getByText(`${elsewhere.host.name} is a member now.`)
    .waitFor()
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
  expect(ann.troubles()).toEqual([])
})
