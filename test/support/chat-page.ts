// The page in a real browser, as a person uses it: found by role and name, never by how it is built.

import type { Account, RoomId } from '@hubbub/shared'
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core'
import { expect } from 'vitest'
import { eventually } from './eventually.js'
import { guest, someName, type WireClient } from './wire-client.js'

// Quiet and alike everywhere: no updates, no first-run pages, no graphics card.
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 800 }, locale: 'en-GB' }
export const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }
/** Answers of the server that the browser itself reports, a cut network, and that it pushes nothing to a test: no faults of the page. */
const EXPECTED =
  /Failed to load resource|ERR_INTERNET_DISCONNECTED|WebSocket connection to|support the Push API in incognito mode/

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ARGS })
}

export interface ChatPage extends AsyncDisposable {
  readonly page: Page
  readonly name: string
  /** Errors, warnings and violations of the page's policy so far. */
  troubles(): readonly string[]
  write(text: string): Promise<void>
  /** The messages on the screen and just outside of it, from top to bottom. */
  texts(): Promise<string[]>
  /** Waits until a message with this text is there, not a reply to it. */
  sees(text: string): Promise<void>
  /** Waits until this message of one's own is in the log, from where it can be changed. */
  hasSent(text: string): Promise<void>
  /** Loads the page anew and goes to the end, where this text stands: it opens at what was not marked as read before. */
  reloadAtEnd(text: string): Promise<void>
  /** Which worker serves the page, as its badge tells. */
  worker(): Promise<string>
}

type GuestOptions = BrowserContextOptions & { name?: string }

export interface TestRoom extends Disposable {
  readonly url: string
  readonly roomId: RoomId
  readonly host: Account
  say(text: string): Promise<void>
}

/** A guest who has come in and stands in the room that `url` names, or in the lobby. */
export async function enterAsGuest(
  browser: Browser,
  url: string,
  { name = someName('guest'), ...options }: GuestOptions = {},
): Promise<ChatPage> {
  const chat = await openChat(browser, name, options)
  await chat.page.goto(url)
  await chat.page.getByRole('tab', { name: 'Guest' }).click()
  await chat.page.getByLabel('Name').fill(name)
  await chat.page.getByRole('button', { name: 'Continue as guest' }).click()
  // Where one signs in there is a heading as well.
  const room = chat.page
    .getByRole('main')
    .getByRole('heading', { level: 1 })
    .filter({ hasNotText: /^Hubbub$/ })
  await room.waitFor()
  return chat
}

/** A room of its own for a test, with somebody in it who speaks the bare protocol. */
export async function makeRoom(url: string, hostName = someName('guest')): Promise<TestRoom> {
  const host = await guest(url, { name: hostName })
  const roomId = await host.newRoom()
  return {
    url: `${url}/#/room/${roomId}`,
    roomId,
    host: host.account,
    say: async text => void (await host.send(roomId, text)),
    [Symbol.dispose]: () => host.close(),
  }
}

/** A guest who has joined the room of this address and sees its messages; the session is there before the page. */
export async function enterRoom(
  browser: Browser,
  url: string,
  { name = someName('guest'), ...options }: GuestOptions = {},
): Promise<ChatPage> {
  const chat = await openChat(browser, name, options)
  const { origin } = new URL(url)
  const answer = await chat.page.request.post(`${origin}/api/auth/guest`, {
    headers: { origin },
    data: { name },
  })
  expect(answer.status()).toBe(201)
  await chat.page.goto(url)
  await chat.page.getByRole('button', { name: 'Join room' }).click()
  await chat.page.getByRole('log').waitFor()
  return chat
}

/** Waits for the part of the page that comes after what is seen first: without a connection it never comes. */
export async function isWhole({ page }: ChatPage): Promise<void> {
  await page.waitForFunction(() =>
    performance
      .getEntriesByType('resource')
      .some(it => it.name.includes('/chat-dialogs-') && 'responseEnd' in it && Number(it.responseEnd) > 0),
  )
}

export async function openChat(
  browser: Browser,
  name: string,
  options: BrowserContextOptions = {},
): Promise<ChatPage> {
  const context = await browser.newContext({ ...DESKTOP, ...options })
  const page = await context.newPage()
  const troubles: string[] = []
  page.on('pageerror', error => troubles.push(String(error)))
  page.on('console', message => {
    const isTrouble = message.type() === 'error' || message.type() === 'warning'
    if (isTrouble && !EXPECTED.test(message.text())) troubles.push(message.text())
  })
  const composer = page.getByRole('textbox', { name: /^Message to/ })
  const log = page.getByRole('log')
  const saying = (text: string, within: Page | Locator = log) =>
    within.locator('.message-text').getByText(text, { exact: true })

  return {
    page,
    name,
    troubles: () => troubles,
    async write(text) {
      await composer.fill(text)
      // By finger Enter begins a line.
      if (options.hasTouch) await page.getByRole('button', { name: 'Send', exact: true }).tap()
      else await composer.press('Enter')
    },
    texts: () => log.locator('.message-text').allInnerTexts(),
    sees: text => saying(text).waitFor(),
    async hasSent(text) {
      const own = page.getByRole('article').filter({ has: saying(text, page) })
      await own.getByRole('link', { name: /^Link to this message/ }).waitFor({ state: 'attached' })
    },
    async reloadAtEnd(text) {
      await page.reload()
      await log.waitFor()
      await eventually(async () => {
        await log.press('End')
        expect(await saying(text).count()).toBe(1)
      })
    },
    async worker() {
      const badge = page.getByRole('button', { name: 'Connection: Connected' })
      await badge.hover()
      const told = await page.getByRole('tooltip').innerText()
      await page.mouse.move(0, 0)
      return /worker (\S+)/.exec(told)?.[1] ?? told
    },
    [Symbol.asyncDispose]: () => context.close(),
  }
}

/** Two guests in a room of their own, each served by another worker. */
export async function enterOnTwoWorkers(browser: Browser, url: string): Promise<[ChatPage, ChatPage]> {
  const tall = { viewport: { width: 1280, height: 2_400 } }
  using room = await makeRoom(url)
  const ann = await enterRoom(browser, room.url, tall)
  const bob = await enterRoom(browser, room.url, tall)
  const others: WireClient[] = []
  await eventually(
    async () => {
      const worker = await ann.worker()
      if (worker !== (await bob.worker())) return
      // The page goes to a worker that has fewer.
      others.push(await guest(url, { worker }))
      await bob.page.reload()
      throw new Error('both pages are served by one worker')
    },
    { withinMs: 30_000 },
  )
  for (const other of others) other.close()
  return [ann, bob]
}
