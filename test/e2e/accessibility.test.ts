// The whole page, as those need it who see little or nothing, or have no mouse.

import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { audit } from '../support/audit.js'
import { enterRoom, isWhole, launchChromium, makeRoom, openChat, PHONE } from '../support/chat-page.js'
import { type LinkedSite, pageAbout, startLinkedSite } from '../support/linked-site.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import { someName } from '../support/wire-client.js'

let browser: Browser
let site: LinkedSite
let cluster: Cluster
beforeAll(async () => {
  browser = await launchChromium()
  site = await startLinkedSite()
  cluster = await startCluster({ env: { DEMO: 'on', LINK_PREVIEWS: site.host } })
})
afterAll(async () => {
  await browser.close()
  await cluster[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
})

const EVERYTHING = '> a quote\n\n- one\n- two\n\n`code` *bold* _soft_ ~gone~\n```\nblock\n```'
const isOpen = (page: Page, title: string) => page.getByRole('dialog', { name: title }).waitFor()
const press = (within: Page | Locator, name: string) =>
  within.getByRole('button', { name, exact: true }).click()
const composer = (page: Page) => page.getByRole('textbox', { name: /^Message to/ })
const greeting = (page: Page) => page.getByRole('article').filter({ hasText: 'hello' }).first()

/** What opens beside or above the room, and how. */
const SCENES: Readonly<Record<string, (page: Page, isPhone: boolean) => Promise<void>>> = {
  async 'what is found'(page) {
    await press(page.getByRole('main'), 'Search in this room')
    await page.getByRole('searchbox').fill('hello')
    await page.getByRole('list', { name: 'Messages found' }).getByText('hello').first().waitFor()
  },
  async 'filters of the search'(page) {
    await press(page.getByRole('main'), 'Search in this room')
    await page.getByRole('group', { name: 'Filters' }).waitFor()
  },
  async 'whom a filter means'(page, isPhone) {
    // There one Escape more closes it.
    if (isPhone) return
    await press(page.getByRole('main'), 'Search in this room')
    await page.getByRole('searchbox').pressSequentially('from:')
    await page.getByRole('listbox', { name: 'People' }).waitFor()
  },
  async 'another room'(page) {
    await page.keyboard.press('Control+K')
    await isOpen(page, 'Switch room')
  },
  async 'settings of the room'(page) {
    await press(page.getByRole('main'), 'Room settings')
    await page.getByRole('menu').waitFor()
  },
  async topic(page) {
    await press(page.getByRole('main'), 'Set a topic')
    await isOpen(page, 'Topic of the room')
  },
  async people(page, isPhone) {
    if (!isPhone) return
    await press(page.getByRole('main'), 'Members')
    await page.getByRole('list', { name: 'Members' }).waitFor()
  },
  async 'what can be done with a message'(page, isPhone) {
    if (!isPhone) return
    await press(greeting(page), 'More')
    await page.getByRole('menu').waitFor()
  },
  async 'a reaction'(page, isPhone) {
    await greeting(page).hover()
    if (isPhone) {
      await press(greeting(page), 'More')
      await page.getByRole('menuitem', { name: 'Add a reaction' }).tap()
    } else await press(greeting(page), 'Add a reaction')
    await isOpen(page, 'Add a reaction')
  },
  async 'an emoji by its name'(page, isPhone) {
    await SCENES['a reaction']?.(page, isPhone)
    await page.getByRole('searchbox', { name: 'Search emoji' }).fill('heart')
    await page.getByRole('group', { name: 'Found' }).waitFor()
  },
  async readers(page) {
    await greeting(page).getByRole('link').first().focus()
    await page.keyboard.press('Alt+S')
    await isOpen(page, 'Who has read it')
  },
  async 'an edit'(page) {
    await composer(page).press('ArrowUp')
    await page.getByRole('form', { name: 'Edit message' }).waitFor()
  },
  async 'a command'(page) {
    await composer(page).fill('/')
    await page.getByRole('listbox').waitFor()
  },
  async keys(page) {
    await composer(page).fill('/help')
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await isOpen(page, 'Keyboard shortcuts')
  },
}

/** What is opened from the list of rooms, which on a phone is a drawer. */
const DIALOGS = {
  'Create room': 'Create a room',
  'Browse rooms': 'Browse rooms',
  'New message': 'New message',
  'Sign out': 'Sign out?',
}

for (const [kind, device] of [
  ['desk', {}],
  ['phone', PHONE],
] as const) {
  for (const colorScheme of ['light', 'dark'] as const) {
    const options = { ...device, colorScheme, bypassCSP: true }

    test(`at a ${kind} in ${colorScheme} nothing of the page keeps anybody out`, async () => {
      await using outside = await openChat(browser, 'nobody', options)
      await outside.page.goto(cluster.url)
      await outside.page.getByLabel('Name').waitFor()
      const faults = await audit(outside.page)
      await outside.page.getByRole('tab', { name: 'Register' }).click()
      faults.push(...(await audit(outside.page)))

      using room = await makeRoom(cluster.url)
      await room.say('hello')
      await room.say(EVERYTHING)
      await room.say(site.page(`/${kind}`, pageAbout('Tea', 'All about it')))
      await using chat = await enterRoom(browser, room.url, { ...options, name: someName('Grace') })
      const { page } = chat
      await isWhole(chat)
      await page.getByRole('figure', { name: /^Preview of/ }).waitFor()
      await chat.write('mine')
      await chat.hasSent('mine')
      await room.say(`@${chat.name}, look`)
      await page.getByText('Mentions you').first().waitFor({ state: 'attached' })
      faults.push(...(await audit(page)))
      const look = async (scene: string) => {
        faults.push(...(await audit(page)).map(fault => `${scene}: ${fault}`))
        await page.keyboard.press('Escape')
      }
      for (const [scene, open] of Object.entries(SCENES)) {
        await open(page, kind === 'phone')
        await look(scene)
      }
      for (const [name, title] of Object.entries(DIALOGS)) {
        if (kind === 'phone') await press(page, 'Rooms')
        await press(page, name)
        await isOpen(page, title)
        await look(title)
      }
      await page.goto(`${cluster.url}/#/cluster`)
      await page.getByRole('heading', { name: 'node-a' }).waitFor()
      faults.push(...(await audit(page)))
      expect(faults).toEqual([])
    }, 60_000)
  }
}
