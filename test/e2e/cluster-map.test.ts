// The map of the cluster, as an operator uses it in a browser.

import { LOBBY } from '@hubbub/shared'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enterAsGuest } from '../support/chat-page.js'
import { chatPerson } from '../support/chat-person.js'
import { eventually } from '../support/eventually.js'
import { closePages, sharedChat } from '../support/shared-chat.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'

const demo = { DEMO: 'on', DRAIN_SECONDS: '1' }

let browser: Browser
/** Of which nobody is an operator. */
let shared: Cluster
beforeAll(async () => {
  ;({ browser, cluster: shared } = await sharedChat())
})
afterAll(closePages)

const cards = (page: Page) =>
  page.getByRole('region', { name: 'Map of the cluster' }).getByRole('heading', { level: 3 })
const clientsOf = (page: Page, worker: string) =>
  page
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { name: `Worker ${worker}`, exact: true }) })
    .filter({ has: page.getByRole('button', { name: /^Kill/ }) })
    .last()
    .locator('.worker-clients')

test('an operator watches, kills a worker, and sees it replaced and its clients move', async () => {
  await using cluster = await startCluster({ env: demo })
  const [one, two] = cluster.workers()
  if (!one || !two) throw new Error('two workers were expected')
  const crowd = await Promise.all(
    Array.from({ length: 6 }, () => chatPerson(cluster.url, [LOBBY], { worker: two.id })),
  )
  await using chat = await enterAsGuest(browser, cluster.url)
  const { page } = chat
  // The page itself is to live on.
  await eventually(
    async () => {
      if ((await chat.worker()) === one.id) return
      await page.reload()
      throw new Error('served by the other worker')
    },
    { withinMs: 30_000 },
  )
  await page.getByRole('link', { name: 'Cluster' }).click()
  await expect.poll(() => cards(page).allInnerTexts(), { timeout: 10_000 }).toEqual(['Worker 1', 'Worker 2'])
  await expect.poll(() => clientsOf(page, two.id).innerText(), { timeout: 10_000 }).toBe('6 clients')
  await expect
    .poll(() => clientsOf(page, one.id).innerText(), { timeout: 10_000 })
    .toBe('1 client · serves this page')

  await page.getByRole('button', { name: `Kill worker ${two.id} on node-a` }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: `Kill worker ${two.id}` })
    .click()
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await expect
    .poll(() => cards(page).allInnerTexts(), { timeout: 20_000 })
    .toEqual(one.id === '1' ? ['Worker 1', 'Worker 3'] : ['Worker 3', 'Worker 2'])
  await expect
    .poll(
      async () => {
        const texts = await Promise.all([one.id, '3'].map(id => clientsOf(page, id).innerText()))
        return texts.reduce((sum, text) => sum + Number.parseInt(text, 10), 0)
      },
      { timeout: 20_000 },
    )
    .toBe(7)
  const happened = () => page.getByRole('log').innerText()
  await expect.poll(happened, { timeout: 20_000 }).toContain('Worker 3 on node-a is ready')
  await expect.poll(() => happened()).toContain(`You asked to kill worker ${two.id}`)
  await expect.poll(() => happened()).toContain(`Worker ${two.id} on node-a is gone`)
  // A client that has moved may for a moment be in the reports of both workers.
  await expect.poll(() => page.locator('.dot').count(), { timeout: 10_000 }).toBe(7)
  expect(chat.troubles()).toEqual([])
  for (const person of crowd) person[Symbol.dispose]()
}, 120_000)

test('an operator traces a message and sees its way; the room sees the message', async () => {
  await using cluster = await startCluster({ env: demo })
  const [one, two] = cluster.workers()
  using ann = await chatPerson(cluster.url, [LOBBY], { worker: one?.id ?? '' })
  using bob = await chatPerson(cluster.url, [LOBBY], { worker: two?.id ?? '' })
  await using chat = await enterAsGuest(browser, cluster.url)
  const { page } = chat
  await page.goto(`${cluster.url}/cluster`)
  const rows = page.locator('.trace-row')
  // A worker that is busy with those who have just come may hear of it too late to tell.
  await eventually(
    async () => {
      await page.getByRole('button', { name: 'Trace a message' }).click()
      await rows.nth(3).waitFor({ timeout: 3_000 })
    },
    { withinMs: 20_000 },
  )
  await expect.poll(() => rows.count()).toBe(4)
  const told = await rows.allInnerTexts()
  expect(told[0]).toMatch(/takes the message and asks Redis/)
  expect(told[1]).toMatch(/^Redis\s+writes it .*± /)
  expect(told.slice(2).join()).toMatch(/hears it after .* ms/)
  await page.getByText(/ms from this page and back to it/).waitFor()
  for (const person of [ann, bob]) {
    await eventually(() => expect(person.texts(LOBBY).join()).toMatch(/was traced/))
  }
  expect(chat.troubles()).toEqual([])
}, 120_000)

test('[O7] to somebody who is no operator there is no sign of it, and its address leads to the lobby', async () => {
  await using chat = await enterAsGuest(browser, shared.url)
  const { page } = chat
  await expect.poll(() => page.getByRole('link', { name: 'Cluster' }).count()).toBe(0)
  const scripts: string[] = []
  page.on('request', request => scripts.push(request.url()))
  await page.goto(`${shared.url}/cluster`)
  await page.getByRole('heading', { name: 'Lobby' }).waitFor()
  await expect.poll(() => new URL(page.url()).hash).toBe('#/room/lobby')
  await expect.poll(() => page.getByRole('region', { name: 'Map of the cluster' }).count()).toBe(0)
  expect(scripts.filter(url => url.includes('cluster-page'))).toEqual([])
  expect(chat.troubles()).toEqual([])
}, 60_000)

test('a half-written change of a message outlives a look at the cluster', async () => {
  await using cluster = await startCluster({ workers: 1, env: demo })
  await using chat = await enterAsGuest(browser, cluster.url)
  const { page } = chat
  await chat.write('as it was')
  await chat.sees('as it was')
  const edit = async () => {
    await page.getByText('as it was').hover()
    await page.getByRole('button', { name: 'Edit message' }).click()
  }
  await edit()
  const box = page.getByRole('form', { name: 'Edit message' }).getByRole('textbox')
  await box.fill('half of what it will')
  await page.getByRole('link', { name: 'Cluster' }).click()
  await expect.poll(() => cards(page).count()).toBe(1)
  await page.goBack()
  await edit()
  await expect.poll(() => box.inputValue()).toBe('half of what it will')
  expect(chat.troubles()).toEqual([])
}, 60_000)

test('where the map does not arrive, as after an upgrade, one is told to load the page anew, and then it does', async () => {
  await using cluster = await startCluster({ workers: 1, env: demo })
  await using chat = await enterAsGuest(browser, cluster.url)
  const { page } = chat
  const map = '**/assets/cluster-page*'
  await page.route(map, route => route.fulfill({ status: 404, body: '' }))
  await page.getByRole('link', { name: 'Cluster' }).click()
  await page.getByText('To see the cluster, this page has to be loaded once more.').waitFor()
  await page.unroute(map)
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect.poll(() => cards(page).count(), { timeout: 10_000 }).toBe(1)
}, 60_000)

test('the map can be used by keyboard alone, and fits a phone', async () => {
  await using cluster = await startCluster({ workers: 1, env: demo })
  const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }
  await using chat = await enterAsGuest(browser, cluster.url, phone)
  const { page } = chat
  await page.goto(`${cluster.url}/cluster`)
  const kill = page.getByRole('button', { name: /^Kill worker/ })
  await kill.waitFor()
  const width = await page.evaluate('document.querySelector(".cluster-body").scrollWidth')
  expect(width).toBeLessThanOrEqual(390)
  for (
    let presses = 0;
    presses < 20 && !(await kill.evaluate(one => one === document.activeElement));
    presses += 1
  ) {
    await page.keyboard.press('Tab')
  }
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: /^Kill worker/ }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await expect.poll(() => kill.evaluate(one => one === document.activeElement)).toBe(true)
  expect(chat.troubles()).toEqual([])
}, 60_000)
