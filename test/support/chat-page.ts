// The page in a real browser, as a person uses it: found by role and name, never by how it is built.

import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { eventually } from './eventually.js'
import { someName } from './wire-client.js'

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
/** Answers of the server that the browser itself reports, and a cut network: no faults of the page. */
const EXPECTED = /Failed to load resource|ERR_INTERNET_DISCONNECTED|WebSocket connection to/

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
  /** Waits until a message with this text is there. */
  sees(text: string): Promise<void>
  /** Which worker serves the page, as its badge tells. */
  worker(): Promise<string>
}

/** A guest who has come in and stands in the room that `url` names, or in the lobby. */
export async function enterAsGuest(
  browser: Browser,
  url: string,
  { name = someName('guest'), ...options }: BrowserContextOptions & { name?: string } = {},
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

  return {
    page,
    name,
    troubles: () => troubles,
    async write(text) {
      await composer.fill(text)
      await composer.press('Enter')
    },
    texts: () => page.getByRole('log').locator('.message-text').allInnerTexts(),
    sees: text => page.getByRole('log').getByText(text, { exact: true }).waitFor(),
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

/** Two guests in the lobby, each served by another worker. */
export async function enterOnTwoWorkers(browser: Browser, url: string): Promise<[ChatPage, ChatPage]> {
  const tall = { viewport: { width: 1280, height: 2_400 } }
  const ann = await enterAsGuest(browser, url, tall)
  const bob = await enterAsGuest(browser, url, tall)
  let reloads = 0
  await eventually(
    async () => {
      if ((await ann.worker()) !== (await bob.worker())) return
      // A page asks for as many things each time, so that the workers' turns may come round to the same one for ever.
      if (reloads++ % 2 === 0) await fetch(`${url}/livez`)
      await bob.page.reload()
      throw new Error('both pages are served by one worker')
    },
    { withinMs: 30_000 },
  )
  return [ann, bob]
}
