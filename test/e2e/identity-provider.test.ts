// Signing in through an identity provider, as people do it.

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium, makeRoom, openChat, PHONE } from '../support/chat-page.js'
import { freePort } from '../support/free-port.js'
import { type FakeIdentityProvider, startIdentityProvider } from '../support/identity-provider.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import { someName } from '../support/wire-client.js'

let browser: Browser
let provider: FakeIdentityProvider
let cluster: Cluster
beforeAll(async () => {
  browser = await launchChromium()
  provider = await startIdentityProvider()
  const port = await freePort()
  cluster = await startCluster({
    port,
    env: {
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      SIGN_UP: 'guests',
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: provider.clientId,
      OIDC_CLIENT_SECRET: provider.clientSecret,
      OIDC_NAME: 'Acme',
    },
  })
})
afterAll(async () => {
  await browser.close()
  await cluster[Symbol.asyncDispose]()
  await provider[Symbol.asyncDispose]()
})

test('[A8] somebody signs in with their company, lands in the room they wanted, and comes back as the same person', async () => {
  using room = await makeRoom(cluster.url)
  await room.say('welcome')
  const name = someName('Ada')
  provider.person = { sub: name, preferred_username: `${name}@acme.example` }
  await using chat = await openChat(browser, name)
  const { page } = chat
  await page.goto(room.url)
  await page.getByRole('link', { name: 'Continue with Acme' }).click()
  await page.getByRole('button', { name: 'Join room' }).click()
  await chat.sees('welcome')
  expect(page.url()).toBe(room.url)
  await chat.write('here I am')
  await chat.hasSent('here I am')

  await page.getByRole('button', { name: 'Account' }).click()
  const dialog = page.getByRole('dialog', { name: 'Account' })
  await dialog.getByText('you sign in with Acme').waitFor()
  expect(await dialog.getByRole('button', { name: 'Change password' }).count()).toBe(0)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByText('At Acme you stay signed in').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('link', { name: 'Continue with Acme' }).click()
  await page.getByRole('heading', { name: 'Lobby' }).waitFor()
  await page.goto(room.url)
  await page.getByRole('article').filter({ hasText: 'here I am' }).getByText(name).waitFor()
  expect(chat.troubles()).toEqual([])
})

test('[A9] on a phone somebody changes their mind, is told so once, and comes in as a guest', async () => {
  const name = someName('Grace')
  provider.person = null
  await using chat = await openChat(browser, name, PHONE)
  const { page } = chat
  await page.goto(cluster.url)
  await page.getByRole('link', { name: 'Continue with Acme' }).tap()
  await page.getByText(/^You are not signed in: it was cancelled/).waitFor()
  expect(page.url()).toBe(`${cluster.url}/`)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await page.reload()
  await page.getByRole('link', { name: 'Continue with Acme' }).waitFor()
  expect(await page.getByText('it was cancelled').count()).toBe(0)
  await page.getByRole('tab', { name: 'Guest' }).tap()
  await page.getByLabel('Name').fill(name)
  await page.getByRole('button', { name: 'Continue as guest' }).tap()
  await page.getByRole('heading', { name: 'Lobby' }).waitFor()
  expect(chat.troubles()).toEqual([])
})
