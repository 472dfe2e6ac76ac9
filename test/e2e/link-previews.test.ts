// Where links lead, as people see it who write them and who read them.

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enterRoom, launchChromium, makeRoom, PHONE } from '../support/chat-page.js'
import { HOSTILE_MARKUP } from '../support/hostile-markup.js'
import { type LinkedSite, pageAbout, startLinkedSite } from '../support/linked-site.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'

let browser: Browser
let site: LinkedSite
let cluster: Cluster
beforeAll(async () => {
  browser = await launchChromium()
  site = await startLinkedSite()
  cluster = await startCluster({ env: { LINK_PREVIEWS: site.host } })
})
afterAll(async () => {
  await browser.close()
  await cluster[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
})

const cards = (page: Page) => page.getByRole('figure', { name: 'Preview of 127.0.0.1' })
const isAtEnd = (page: Page) =>
  page.getByRole('log').evaluate(log => {
    const scrolled = log.scrollHeight > log.clientHeight ? log : (log.firstElementChild ?? log)
    return scrolled.scrollHeight - scrolled.scrollTop - scrolled.clientHeight < 2
  })

test('[L1] a link shows what its page is about to both, also after a reload, and the end stays in sight', async () => {
  using room = await makeRoom(cluster.url)
  for (let line = 1; line <= 40; line++) await room.say(`line ${line}`)
  await using ann = await enterRoom(browser, room.url)
  await using bob = await enterRoom(browser, room.url)
  const link = site.page('/tea', pageAbout('All about tea', 'How to make it, and when to drink it.'))
  await ann.write(`have you seen ${link}?`)
  for (const { page } of [ann, bob]) {
    await cards(page).waitFor()
    expect(await cards(page).innerText()).toContain('How to make it, and when to drink it.')
    await expect.poll(() => isAtEnd(page)).toBe(true)
    const title = cards(page).getByRole('link', { name: 'All about tea' })
    expect(await title.getAttribute('href')).toBe(link)
    expect(await title.getAttribute('rel')).toBe('noopener noreferrer nofollow')
  }
  await bob.page.reload()
  await cards(bob.page).waitFor()
  for (const { troubles } of [ann, bob]) expect(troubles()).toEqual([])
})

test('[L1] a link that is edited away, or whose message is deleted, shows nothing any more', async () => {
  using room = await makeRoom(cluster.url)
  await using ann = await enterRoom(browser, room.url)
  await using bob = await enterRoom(browser, room.url)
  const first = site.page('/first', pageAbout('The first'))
  const second = site.page('/second', pageAbout('The second'))
  await ann.write(first)
  await cards(bob.page).getByText('The first').waitFor()
  const edit = async (text: string) => {
    await ann.page.getByRole('textbox', { name: /^Message to/ }).press('ArrowUp')
    const box = ann.page.getByRole('form', { name: 'Edit message' }).getByRole('textbox')
    await box.fill(text)
    await box.press('Enter')
  }
  await edit(second)
  await cards(bob.page).getByText('The second').waitFor()
  expect(await cards(bob.page).count()).toBe(1)
  // What was told before is shown again.
  await edit(first)
  await cards(bob.page).getByText('The first').waitFor()
  // As `first` it begins, and leads elsewhere.
  await edit(`${first}/not`)
  await cards(bob.page).waitFor({ state: 'hidden' })
  await edit(second)
  await cards(bob.page).waitFor()
  await ann.page.getByRole('textbox', { name: /^Message to/ }).press('ArrowUp')
  await ann.page.getByRole('button', { name: 'Delete', exact: true }).click()
  await ann.page.getByRole('button', { name: 'Delete for everybody' }).click()
  await bob.page.getByText('Message deleted').waitFor()
  await cards(bob.page).waitFor({ state: 'hidden' })
})

test('[L1] on a phone a card fits, and whatever a page says of itself is text', async () => {
  using room = await makeRoom(cluster.url)
  await using ann = await enterRoom(browser, room.url, PHONE)
  const hostile = HOSTILE_MARKUP.join(' ')
  const escaped = hostile.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
  const long = `${'unbreakable'.repeat(30)} &lt;b&gt;`
  await ann.write(site.page('/hostile', pageAbout(long, escaped)))
  await cards(ann.page).waitFor()
  expect(await ann.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  const title = cards(ann.page).getByRole('link')
  expect(await title.innerText()).toMatch(/^unbreakable/)
  expect(await cards(ann.page).locator('script, img, iframe, svg, b').count()).toBe(0)
  expect(ann.troubles()).toEqual([])
})
