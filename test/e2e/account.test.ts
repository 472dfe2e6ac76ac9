// What somebody with an account can do about it from the page.

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ChatPage, enterAsGuest, openChat, PHONE } from '../support/chat-page.js'
import { eventually } from '../support/eventually.js'
import { closePages, sharedChat } from '../support/shared-chat.js'
import type { Cluster } from '../support/start-cluster.js'
import { signIn, someName } from '../support/wire-client.js'

const LOST_PHONE = 'Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0'
const PASSWORD = 'correct horse battery'
const NEW_PASSWORD = 'staple of another horse'

let browser: Browser
let cluster: Cluster
beforeAll(async () => {
  ;({ browser, cluster } = await sharedChat())
})
afterAll(closePages)

async function enter(name: string, password = PASSWORD, options: Parameters<typeof openChat>[2] = {}) {
  const chat = await openChat(browser, name, options)
  await chat.page.goto(cluster.url)
  await fillIn(chat.page, name, password)
  await chat.page.getByRole('log').waitFor()
  return chat
}

async function fillIn(page: Page, name: string, password: string) {
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Password').fill(password)
  await page.getByLabel('Password').press('Enter')
}

async function newAccount(): Promise<string> {
  const name = someName('ann')
  await signIn(cluster.url, 'register', { name, password: PASSWORD })
  return name
}

const accountButton = ({ page, name }: ChatPage) => page.getByRole('button', { name: `Account of ${name}` })

async function openPasswordDialog(chat: ChatPage) {
  await accountButton(chat).click()
  await chat.page
    .getByRole('dialog', { name: 'Account' })
    .getByRole('button', { name: 'Change password' })
    .click()
  const dialog = chat.page.getByRole('dialog', { name: 'Change password' })
  await dialog.waitFor()
  return {
    dialog,
    current: dialog.getByLabel('Current password'),
    next: dialog.getByLabel('New password'),
    submit: dialog.getByRole('button', { name: 'Change password' }),
  }
}

const hasFocus = (locator: ReturnType<Page['locator']>) =>
  locator.evaluate(element => element === document.activeElement)

test('[S3] somebody changes the password, is told at the field when the current one is wrong; the other browser is signed out', async () => {
  const name = await newAccount()
  await using here = await enter(name)
  await using there = await enter(name)
  const { dialog, current, next, submit } = await openPasswordDialog(here)
  await expect.poll(() => hasFocus(current)).toBe(true)
  await expect.poll(() => current.getAttribute('autocomplete')).toBe('current-password')
  await expect.poll(() => next.getAttribute('autocomplete')).toBe('new-password')
  await current.fill('wrong')
  await next.fill(NEW_PASSWORD)
  await submit.click()
  await dialog.getByText('This is not your current password.').waitFor()
  await expect.poll(() => current.getAttribute('aria-invalid')).toBe('true')
  await eventually(async () => expect(await hasFocus(current)).toBe(true))

  await current.fill(PASSWORD)
  await submit.click()
  await dialog.getByText('Your password is changed, and you are signed out everywhere else.').waitFor()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await there.page.getByText('Your session has ended. Sign in again').waitFor()
  await here.write('still here')
  await here.sees('still here')

  await fillIn(there.page, name, PASSWORD)
  await there.page.getByText('Name or password is wrong.').waitFor()
  await fillIn(there.page, name, NEW_PASSWORD)
  await there.sees('still here')
  for (const { troubles } of [here, there]) expect(troubles()).toEqual([])
})

test('a password too short for an account is wrong where one signs in; who makes an account is told how long it must be', async () => {
  const name = await newAccount()
  await using chat = await openChat(browser, name)
  await chat.page.goto(cluster.url)
  await fillIn(chat.page, name, 'short')
  await chat.page.getByRole('alert').getByText('Name or password is wrong.').waitFor()
  await chat.page.getByRole('tab', { name: 'Register' }).click()
  // What stands in the field already is not measured by the browser.
  await chat.page.getByRole('button', { name: 'Create account' }).click()
  await chat.page.getByRole('alert').getByText('A password has at least 8 characters.').waitFor()
  expect(chat.troubles()).toEqual([])
})

test('[S4] on a phone somebody signs out everywhere else and is told so; the other browser is signed out', async () => {
  const name = await newAccount()
  await using there = await enter(name)
  await using here = await enter(name, PASSWORD, PHONE)
  await here.page.getByRole('button', { name: /^Rooms/ }).click()
  await accountButton(here).click()
  const dialog = here.page.getByRole('dialog', { name: 'Account' })
  await dialog.getByRole('button', { name: 'Sign out everywhere else' }).click()
  await dialog.getByText('Done: you are signed in here and nowhere else.').waitFor()
  await there.page.getByText('Your session has ended. Sign in again').waitFor()
  await dialog.getByRole('button', { name: 'Close' }).click()
  await here.write('still on the phone')
  await here.sees('still on the phone')
  for (const { troubles } of [here, there]) expect(troubles()).toEqual([])
})

test('who signs in again in one tab is signed in in the other, and stays so in both', async () => {
  const name = await newAccount()
  await using there = await enter(name)
  await using here = await enter(name)
  const other = await here.page.context().newPage()
  await other.goto(here.page.url())
  await other.getByRole('log').waitFor()
  await accountButton(there).click()
  await there.page.getByRole('button', { name: 'Sign out everywhere else' }).click()
  for (const page of [here.page, other])
    await page.getByText('Your session has ended. Sign in again').waitFor()

  await here.page.getByLabel('Name').fill(name)
  await here.page.getByLabel('Password').fill(PASSWORD)
  await here.page.getByRole('button', { name: 'Sign in' }).click()
  await here.page.getByRole('log').waitFor()
  // As a browser does when somebody turns to the tab.
  await other.evaluate(() => void document.dispatchEvent(new Event('visibilitychange')))
  await other.getByRole('log').waitFor()
  await here.write('in both')
  await here.sees('in both')
  await other.getByText('in both').waitFor()
})

test('[S5] somebody sees where they are signed in, and signs out a phone that is lost; by keyboard, and on a phone', async () => {
  const name = await newAccount()
  await using lost = await enter(name, PASSWORD, { userAgent: LOST_PHONE })
  await using kept = await enter(name, PASSWORD, PHONE)
  await using here = await enter(name)
  await kept.page.getByRole('button', { name: /^Rooms/ }).click()
  await accountButton(kept).click()
  const onPhone = kept.page.getByRole('list', { name: 'Where you are signed in' })
  // One more has made the account.
  await expect.poll(() => onPhone.getByRole('listitem').count()).toBe(4)
  await expect.poll(() => kept.page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)

  await accountButton(here).focus()
  await here.page.keyboard.press('Enter')
  const list = here.page.getByRole('list', { name: 'Where you are signed in' })
  const others = list.getByRole('button', { name: /^Sign out: / })
  const ofLost = list.getByRole('button', { name: 'Sign out: Firefox on Android' })
  await expect.poll(() => others.count()).toBe(3)
  await expect.poll(() => list.getByRole('listitem').first().innerText()).toContain('This browser')
  await ofLost.focus()
  await here.page.keyboard.press('Enter')
  await here.page.getByText('Done: Firefox on Android is signed out.').waitFor()
  await ofLost.waitFor({ state: 'hidden' })
  await expect.poll(() => others.count()).toBe(2)
  await expect
    .poll(() => hasFocus(here.page.getByRole('heading', { name: 'Where you are signed in' })))
    .toBe(true)
  await lost.page.getByText('Your session has ended. Sign in again').waitFor()

  // What has ended meanwhile is no more there to be ended.
  await onPhone.getByRole('button', { name: 'Sign out: Firefox on Android' }).tap()
  await kept.page.getByRole('alert').getByText('That is no longer there.').waitFor()
  await expect.poll(() => onPhone.getByRole('listitem').count()).toBe(3)
  // Without a connection nothing is ended, and that is said.
  await kept.page.context().setOffline(true)
  await onPhone.getByRole('button').first().tap()
  await kept.page.getByRole('alert').getByText('The server cannot be reached right now.').waitFor()
  await kept.page.context().setOffline(false)
  const close = kept.page.getByRole('dialog', { name: 'Account' }).getByRole('button', { name: 'Close' })
  await close.click()
  await kept.page.getByRole('button', { name: 'Connection: Connected' }).waitFor()
  await kept.page.getByRole('button', { name: /^Rooms/ }).click()
  await accountButton(kept).click()
  await expect.poll(() => onPhone.getByRole('listitem').count()).toBe(3)
  await close.click()
  await here.page.keyboard.press('Escape')
  await here.write('still at the desk')
  await kept.sees('still at the desk')
  for (const { troubles } of [here, kept]) expect(troubles()).toEqual([])
})

test('Escape closes the dialog of the password, and the focus is where it was', async () => {
  await using chat = await enter(await newAccount())
  const { dialog } = await openPasswordDialog(chat)
  await chat.page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  await expect.poll(() => hasFocus(accountButton(chat))).toBe(true)
})

test('[J9] whether others see what one has read is chosen there as well, and holds in all browsers', async () => {
  const name = await newAccount()
  await using here = await enter(name)
  await using there = await enter(name)
  const choice = ({ page }: ChatPage) =>
    page.getByRole('dialog', { name: 'Account' }).getByRole('checkbox', { name: /^Let others see/ })
  await accountButton(here).click()
  await expect.poll(() => choice(here).isChecked()).toBe(true)
  await choice(here).uncheck()
  await eventually(async () => expect(await choice(here).getAttribute('aria-disabled')).toBe('false'))
  await accountButton(there).click()
  await expect.poll(() => choice(there).isChecked()).toBe(false)
  expect(here.troubles()).toEqual([])
})

test('a guest is offered no account', async () => {
  await using chat = await enterAsGuest(browser, cluster.url)
  await chat.page.getByRole('button', { name: 'Sign out' }).waitFor()
  await expect.poll(() => accountButton(chat).count()).toBe(0)
})
