// A chat that is not open to everybody: what a stranger, an operator and somebody who was invited see.

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium, openChat, PHONE } from '../support/chat-page.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import { connect, signIn, someName } from '../support/wire-client.js'

const PASSWORD = 'correct horse battery'
const ADMIN = 'Ada'
let browser: Browser
let open: Cluster
let closed: Cluster
beforeAll(async () => {
  browser = await launchChromium()
  open = await startCluster({ workers: 1 })
  const env = { SIGN_UP: 'off', ADMINS: ADMIN }
  closed = await startCluster({ workers: 1, node: 'node-b', redis: open.redis, env })
  await signIn(open.url, 'register', { name: ADMIN, password: PASSWORD })
})
afterAll(async () => {
  await browser.close()
  await closed[Symbol.asyncDispose]()
  await open[Symbol.asyncDispose]()
})

test('[A6] [A7] a stranger is offered to sign in only; an operator makes a link, and whoever opens it on a phone comes in, once', async () => {
  await using stranger = await openChat(browser, 'nobody')
  await stranger.page.goto(closed.url)
  await stranger.page.getByRole('button', { name: 'Sign in' }).waitFor()
  expect(await stranger.page.getByRole('tab').count()).toBe(0)

  await using ada = await openChat(browser, ADMIN)
  await ada.page.goto(`${closed.url}/#/cluster`)
  await ada.page.getByLabel('Name').fill(ADMIN)
  await ada.page.getByLabel('Password').fill(PASSWORD)
  await ada.page.keyboard.press('Enter')
  await ada.page.getByRole('button', { name: 'Create an invitation link' }).click()
  const link = await ada.page.getByLabel('Link for one person').inputValue()
  expect(link.startsWith(`${closed.url}/#/welcome/`)).toBe(true)

  const name = someName('new')
  await using invited = await openChat(browser, name, PHONE)
  const { page } = invited
  await page.goto(link)
  await page.getByText('You are invited').waitFor()
  expect(await page.getByRole('tab').allInnerTexts()).toEqual(['Sign in', 'Register'])
  await page.getByLabel('Name').fill(ADMIN.toLowerCase())
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account' }).tap()
  await page.getByRole('alert').getByText('is taken').waitFor()
  await page.getByLabel('Name').fill(name)
  await page.getByRole('button', { name: 'Create account' }).tap()
  await page.getByRole('heading', { level: 1, name: 'Lobby' }).waitFor()
  expect(page.url()).not.toContain('welcome')

  // Something of it was lost on its way; then all of it comes, too late.
  await stranger.page.goto(link.slice(0, -1))
  await stranger.page.getByText('Something of this invitation link is missing').waitFor()
  await stranger.page.goto(link)
  await stranger.page.getByLabel('Name').fill(someName('late'))
  await stranger.page.getByLabel('Password').fill(PASSWORD)
  await stranger.page.getByRole('button', { name: 'Create account' }).click()
  await stranger.page.getByRole('alert').getByText('This invitation has been used').waitFor()
  for (const { troubles } of [stranger, ada, invited]) expect(troubles()).toEqual([])
})

test('[A7] somebody who is signed in already is asked, and uses the invitation once they have signed out', async () => {
  const known = someName('known')
  await signIn(open.url, 'register', { name: known, password: PASSWORD })
  using ada = await connect(
    closed.url,
    await signIn(closed.url, 'login', { name: ADMIN, password: PASSWORD }),
  )
  const { token } = await ada.ok('invitation:make', {})
  await using chat = await openChat(browser, known)
  const { page } = chat
  await page.goto(closed.url)
  await page.getByLabel('Name').fill(known)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.keyboard.press('Enter')
  await page.getByRole('log').waitFor()

  const dialog = page.getByRole('dialog', { name: 'You are signed in' })
  await page.goto(`${closed.url}/#/welcome/${token}`)
  await dialog.getByRole('button', { name: 'Stay' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await page.getByRole('heading', { level: 1, name: 'Lobby' }).waitFor()
  // The same on a page that is only being opened.
  await page.goto('about:blank')
  await page.goto(`${closed.url}/#/welcome/${token}`)
  await dialog.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('dialog', { name: 'Sign out?' }).getByRole('button', { name: 'Sign out' }).click()
  await page.getByText('You are invited').waitFor()
  const name = someName('new')
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('button', { name: `Account of ${name}` }).waitFor()
  expect(await dialog.count()).toBe(0)
  expect(chat.troubles()).toEqual([])
})
