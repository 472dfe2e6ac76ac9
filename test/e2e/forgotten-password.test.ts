// Somebody who has forgotten their password, and the operator whom they ask; and how one sees what one types.

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { audit } from '../support/audit.js'
import { type ChatPage, enterAsGuest, launchChromium, openChat, PHONE } from '../support/chat-page.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import { connect, signIn, signInGuest, someName } from '../support/wire-client.js'

const PASSWORD = 'correct horse battery'
const NEW_PASSWORD = 'staple of another horse'
const ADMIN = 'Ada'

let browser: Browser
let cluster: Cluster
beforeAll(async () => {
  browser = await launchChromium()
  cluster = await startCluster({ env: { ADMINS: ADMIN } })
  await signIn(cluster.url, 'register', { name: ADMIN, password: PASSWORD })
})
afterAll(async () => {
  await browser.close()
  await cluster[Symbol.asyncDispose]()
})

async function newAccount(): Promise<string> {
  const name = someName('ann')
  await signIn(cluster.url, 'register', { name, password: PASSWORD })
  return name
}

async function fillIn(page: Page, name: string, password: string) {
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Password').fill(password)
  await page.getByLabel('Password').press('Enter')
}

async function enter(name: string, path = '', options: Parameters<typeof openChat>[2] = {}) {
  const chat = await openChat(browser, name, options)
  await chat.page.goto(cluster.url + path)
  await fillIn(chat.page, name, PASSWORD)
  return chat
}

/** As an operator, without a page. */
async function linkFor(name: string): Promise<string> {
  using ada = await connect(
    cluster.url,
    await signIn(cluster.url, 'login', { name: ADMIN, password: PASSWORD }),
  )
  const { token } = await ada.ok('password-reset:make', { name })
  return `${cluster.url}/#/new-password/${token}`
}

const accountButton = ({ page }: ChatPage, name: string) =>
  page.getByRole('button', { name: `Account of ${name}` })

test('[A10] an operator makes a link; whoever opens it on a phone sets a password and is in, their old browser is out, and the link is worth nothing', async () => {
  const name = await newAccount()
  await using old = await enter(name)
  await old.page.getByRole('log').waitFor()
  await using ada = await enter(ADMIN, '/#/cluster')
  const panel = ada.page.getByRole('region', { name: 'Forgotten passwords' })
  const whose = panel.getByLabel('Name of the account')
  const make = panel.getByRole('button', { name: 'Make a reset link' })
  await whose.fill(someName('nobody'))
  await make.click()
  await panel.getByRole('alert').getByText('There is no account of this name.').waitFor()
  await whose.fill(name)
  await whose.press('Enter')
  const link = await panel.getByLabel(`Reset link for ${name}`).inputValue()
  expect(link.startsWith(`${cluster.url}/#/new-password/`)).toBe(true)
  expect(await panel.getByText('There is no account of this name.').count()).toBe(0)

  await using phone = await openChat(browser, name, PHONE)
  const asked: string[] = []
  phone.page.on('request', request => asked.push(request.url(), request.headers().referer ?? ''))
  await phone.page.goto(link)
  await phone.page.getByRole('heading', { level: 1, name: 'Set a new password' }).waitFor()
  const field = phone.page.getByLabel('New password')
  const submit = phone.page.getByRole('button', { name: 'Set password and sign in' })
  await field.fill('short')
  await submit.tap()
  await expect.poll(() => field.evaluate(input => input.matches(':invalid'))).toBe(true)
  await field.fill(NEW_PASSWORD)
  await submit.tap()
  await phone.page.getByRole('heading', { level: 1, name: 'Lobby' }).waitFor()
  // Nothing secret stands in the address, and none was told to a server.
  expect(phone.page.url()).not.toContain('new-password')
  const secret = link.split('/').at(-1) ?? ''
  expect(asked.filter(url => new URL(url || 'about:blank').href.split('#')[0]?.includes(secret))).toEqual([])
  await phone.write('back again')
  await phone.sees('back again')

  await old.page.getByText('Your session has ended. Sign in again').waitFor()
  await fillIn(old.page, name, PASSWORD)
  await old.page.getByRole('alert').getByText('Name or password is wrong.').waitFor()
  await old.page.goto(link)
  await old.page.getByLabel('New password').fill('yet another password')
  await old.page.getByRole('button', { name: 'Set password and sign in' }).click()
  await old.page.getByRole('alert').getByText('This link has been used, or its time is over.').waitFor()
  await old.page.getByRole('button', { name: 'Sign in instead' }).click()
  await fillIn(old.page, name, NEW_PASSWORD)
  await old.sees('back again')
  for (const { troubles } of [old, ada, phone]) expect(troubles()).toEqual([])
})

test('[A10] in a browser where they are signed in still, or somebody else is, it works as well', async () => {
  const name = await newAccount()
  await using own = await enter(name)
  await own.page.getByRole('log').waitFor()
  await own.page.goto(await linkFor(name))
  await own.page.getByText(`You are signed in here as ${name}.`).waitFor()
  await own.page.getByRole('button', { name: 'Back' }).click()
  await own.page.getByRole('heading', { level: 1, name: 'Lobby' }).waitFor()
  await own.page.goBack()

  await using guest = await enterAsGuest(browser, cluster.url)
  await guest.page.getByRole('textbox', { name: /^Message to/ }).fill('never sent')
  const drafts = () => guest.page.evaluate(() => Object.keys(localStorage).filter(key => /draft/.test(key)))
  await expect.poll(drafts).toHaveLength(1)
  await guest.page.goto(await linkFor(name))
  await guest.page.getByText(`You are signed in here as ${guest.name}.`).waitFor()
  const field = guest.page.getByLabel('New password')
  await field.fill(NEW_PASSWORD)
  await field.press('Enter')
  await accountButton(guest, name).waitFor()
  await guest.write('in its place')
  await guest.sees('in its place')
  // The name of the guest is free again, and nobody finds what they have begun.
  expect(await drafts()).toEqual([])
  await signInGuest(cluster.url, guest.name)
  for (const { troubles } of [own, guest]) expect(troubles()).toEqual([])
})

test('[A10] of a link of which something is missing that is said; where one signs in, whom to ask', async () => {
  await using chat = await openChat(browser, 'nobody')
  await chat.page.goto((await linkFor(await newAccount())).slice(0, -1))
  await chat.page.getByText('Something of this reset link is missing. Ask for it once more.').waitFor()
  expect(await chat.page.getByLabel('New password').count()).toBe(0)
  await chat.page.getByRole('button', { name: 'Sign in instead' }).click()
  await chat.page.getByText('Ask whoever runs this chat for a reset link.').waitFor()
  await chat.page.getByRole('tab', { name: 'Register' }).click()
  expect(await chat.page.getByText('Ask whoever runs this chat for a reset link.').count()).toBe(0)
  expect(chat.troubles()).toEqual([])
})

test('[A10] in a demo, where everybody sees the cluster, only admins are offered links', async () => {
  const env = { DEMO: 'on', ADMINS: ADMIN }
  await using demo = await startCluster({ workers: 1, node: 'node-b', redis: cluster.redis, env })
  await using guest = await enterAsGuest(browser, demo.url)
  await guest.page.goto(`${demo.url}/#/cluster`)
  await guest.page.getByRole('heading', { name: 'node-b' }).waitFor()
  await guest.page.getByRole('heading', { name: 'Invitations' }).waitFor()
  expect(await guest.page.getByRole('heading', { name: 'Forgotten passwords' }).count()).toBe(0)
})

test('what is typed into the field of a password can be shown, by mouse and by key, and the caret stays where it is', async () => {
  await using chat = await openChat(browser, 'nobody')
  const { page } = chat
  await page.goto(cluster.url)
  const field = page.getByLabel('Password')
  const show = page.getByRole('button', { name: 'Show password' })
  const caret = () => field.evaluate(it => it instanceof HTMLInputElement && [it.type, it.selectionStart])
  await field.fill(PASSWORD)
  await field.press('Home')
  for (let step = 0; step < 3; step += 1) await field.press('ArrowRight')
  expect(await show.getAttribute('aria-pressed')).toBe('false')
  await show.click()
  expect(await show.getAttribute('aria-pressed')).toBe('true')
  expect(await caret()).toEqual(['text', 3])
  await page.keyboard.type('X')
  expect(await field.inputValue()).toBe(`${PASSWORD.slice(0, 3)}X${PASSWORD.slice(3)}`)
  await show.click()
  expect(await caret()).toEqual(['password', 4])

  await field.press('Tab')
  await page.keyboard.press('Space')
  expect(await show.getAttribute('aria-pressed')).toBe('true')
  expect(await show.evaluate(it => it === document.activeElement)).toBe(true)
  // Another way, another field: what was shown is hidden again.
  await page.getByRole('tab', { name: 'Register' }).click()
  expect((await caret())?.toString()).toContain('password')
  expect(chat.troubles()).toEqual([])
})

for (const [kind, device] of [
  ['desk', {}],
  ['phone', PHONE],
] as const) {
  test(`at a ${kind} nothing of a reset link keeps anybody out`, async () => {
    const name = await newAccount()
    for (const colorScheme of ['light', 'dark'] as const) {
      const options = { ...device, colorScheme, bypassCSP: true }
      await using outside = await openChat(browser, 'nobody', options)
      await outside.page.goto(await linkFor(name))
      await outside.page.getByRole('button', { name: 'Show new password' }).click()
      expect(await audit(outside.page)).toEqual([])
      await using ada = await enter(ADMIN, '/#/cluster', options)
      const panel = ada.page.getByRole('region', { name: 'Forgotten passwords' })
      await panel.getByLabel('Name of the account').fill(name)
      await panel.getByRole('button', { name: 'Make a reset link' }).click()
      await panel.getByLabel(`Reset link for ${name}`).waitFor()
      expect(await audit(ada.page)).toEqual([])
    }
  })
}

test('[A10] [A7] a link that is pasted into an open tab is not lost to a room when the page paints before it hears of it', async () => {
  const name = await newAccount()
  const reset = new URL(await linkFor(name)).hash
  await using chat = await enter(name)
  const { page } = chat
  await page.getByRole('log').waitFor()
  // The address has changed, the page paints for another reason, and only then the browser tells of the address.
  const paste = (hash: string) =>
    page.evaluate(hash => {
      location.hash = hash
      document.querySelector<HTMLElement>('[aria-label="Create room"]')?.click()
    }, hash)
  await paste(reset)
  await page.getByRole('heading', { level: 1, name: 'Set a new password' }).waitFor()
  await page.getByRole('button', { name: 'Back' }).click()
  await page.getByRole('heading', { level: 1, name: 'Lobby' }).waitFor()
  await paste(`#/welcome/${'a'.repeat(reset.length - '#/new-password/'.length)}`)
  await page.getByRole('dialog', { name: 'You are signed in' }).getByRole('button', { name: 'Stay' }).click()
  await page.getByRole('heading', { level: 1, name: 'Lobby' }).waitFor()
  expect(chat.troubles()).toEqual([])
})

test('[A10] on a phone the widest of names leave the link, the way back and the question in sight', async () => {
  const [widest, nearly] = ['W'.repeat(32), 'M'.repeat(32)]
  for (const name of [widest, nearly]) await signIn(cluster.url, 'register', { name, password: PASSWORD })
  await using ada = await enter(ADMIN, '/#/cluster', PHONE)
  const panel = ada.page.getByRole('region', { name: 'Forgotten passwords' })
  await panel.getByLabel('Name of the account').fill(widest)
  await panel.getByRole('button', { name: 'Make a reset link' }).tap()
  const copy = await panel.getByRole('button', { name: 'Copy the reset link' }).boundingBox()
  expect((copy?.x ?? 390) + (copy?.width ?? 0)).toBeLessThan(390)

  await using other = await enter(nearly, '', PHONE)
  await other.page.getByRole('log').waitFor()
  await other.page.goto(await linkFor(widest))
  const back = await other.page.getByRole('button', { name: 'Back' }).boundingBox()
  expect((back?.x ?? 390) + (back?.width ?? 0)).toBeLessThan(390)
  await other.page.goto(`${cluster.url}/#/welcome/${'a'.repeat(32)}`)
  const dialog = other.page.getByRole('dialog', { name: 'You are signed in' })
  await dialog.waitFor()
  expect(await dialog.evaluate(it => it.scrollWidth - it.clientWidth)).toBe(0)
  for (const { troubles } of [ada, other]) expect(troubles()).toEqual([])
})
