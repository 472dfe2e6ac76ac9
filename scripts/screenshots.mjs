// @ts-check
// npm run screenshots: the pictures in the README, taken of the real product while people talk in it.

import './steps/check-node.mjs'
import { buildServer, buildWeb } from './steps/build-parts.mjs'
import { enterCrowd } from './steps/enter-crowd.mjs'
import { installDependencies } from './steps/install-dependencies.mjs'
import { root } from './steps/run.mjs'
import { runSteps, say } from './steps/say.mjs'
import { startProduct } from './steps/start-product.mjs'
import { startTwoNodes } from './steps/start-two-nodes.mjs'
import { PARTS, provideSystemParts } from './steps/system-parts.mjs'

/** @typedef {import('playwright-core').Browser} Browser */
/** @typedef {import('playwright-core').Page} Page */

/** Of each of two nodes. */
const WORKERS = 3
const DESKTOP = { viewport: { width: 1280, height: 800 } }
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }
// Quiet and alike everywhere: no updates, no first-run pages, no graphics card.
const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

await runSteps(async () => {
  await installDependencies()
  await provideSystemParts([PARTS.redis, PARTS.chromium])
  await buildServer()
  await buildWeb()

  say('starting the chat and a browser')
  const { chromium } = await import('playwright-core')
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS })
  try {
    const product = await startProduct()
    await takePictures(browser, product.url).finally(product.stop)
    say('starting two nodes')
    const cluster = await startTwoNodes({ workers: WORKERS })
    await takeClusterPictures(browser, cluster.urls).finally(cluster.stop)
  } finally {
    await browser.close()
  }
})

/**
 * @param {Browser} browser
 * @param {string} url
 */
async function takePictures(browser, url) {
  const mira = await enter(browser, url, 'Mira', { ...DESKTOP, colorScheme: 'light' })
  const tom = await enter(browser, url, 'Tom', { ...DESKTOP, colorScheme: 'dark' })
  const ayo = await enter(browser, url, 'Ayo', { ...PHONE, colorScheme: 'light' })

  await createRoom(tom, 'Reading circle')
  await createRoom(mira, 'Saturday walk')
  const room = mira.url()
  for (const page of [tom, ayo]) {
    await page.goto(room)
    await page.getByRole('button', { name: 'Join room' }).click()
  }

  await write(mira, 'Good morning! Who is in for a walk on Saturday? 🥾')
  await write(mira, 'I thought of the lake: once around it is three hours at an easy pace.')
  await write(tom, 'Me! The path is dry again, I was there yesterday.')
  await write(ayo, 'Count me in. Can I bring the dog? 🐕')
  await write(mira, 'Of course, he knows the way better than all of us.')
  await write(tom, 'The map, if somebody would like to look: https://www.openstreetmap.org')
  await react(tom, 'Can I bring the dog?', 'Heart')
  await react(ayo, 'Who is in for a walk', 'Thumbs up')
  await react(tom, 'Who is in for a walk', 'Thumbs up')
  await write(ayo, 'Train at 9:12 then? It stops right at the north shore.')
  await beginReply(tom, 'Train at 9:12 then?')
  await write(tom, '9:12 it is. I bring tea, enough for everybody.')
  await write(mira, '@Ayo And I bring cake. See you on the platform!')

  const last = 'And I bring cake.'
  await ayo.getByRole('textbox', { name: /^Message to/ }).pressSequentially('Perfect')
  for (const page of [mira, tom]) {
    await page.getByRole('log').getByText(last).waitFor()
    await page.getByText(/Ayo.? is typing/).waitFor()
  }
  await save(mira, 'chat-light')
  await save(tom, 'chat-dark')
  await search(mira, 'lake')
  await save(mira, 'search')
  await write(ayo, 'Perfect, see you there!')
  await save(ayo, 'chat-phone')
}

/**
 * @param {Browser} browser
 * @param {string[]} urls of two nodes
 */
async function takeClusterPictures(browser, urls) {
  const [first = '', second = ''] = urls
  const light = await enter(browser, first, 'Mira', { ...DESKTOP, colorScheme: 'light' })
  const dark = await enter(browser, second, 'Tom', { ...DESKTOP, colorScheme: 'dark' })
  for (const page of [light, dark]) {
    await page.getByRole('link', { name: 'Cluster' }).click()
    // Whoever comes before all workers are there is spread over the others, and stays.
    await page
      .getByRole('button', { name: /^Kill worker/ })
      .nth(2 * WORKERS - 1)
      .waitFor()
    await page.waitForFunction(count => document.body.innerText.includes(`${count} of ${count}`), 2 * WORKERS)
  }
  const crowd = await enterCrowd(Array.from({ length: 84 }, (_, index) => (index % 7 < 4 ? first : second)))
  try {
    // For the lines beside the totals.
    await light.waitForTimeout(20_000)
    await saveTrace(light, 'cluster-light')
    await saveTrace(dark, 'cluster-dark')
  } finally {
    crowd.leave()
  }
}

/**
 * @param {Page} page of the cluster
 * @param {string} name
 */
async function saveTrace(page, name) {
  await page.getByRole('button', { name: 'Trace a message' }).click()
  await page.getByText(/ms from this page and back to it/).waitFor()
  const height = Number(await page.evaluate("document.querySelector('.cluster-body').scrollHeight + 57"))
  await page.setViewportSize({ ...DESKTOP.viewport, height })
  await page.locator('.trace-line').first().waitFor({ state: 'attached' })
  await page.waitForTimeout(2_000)
  await save(page, name)
}

/**
 * @param {Browser} browser
 * @param {string} url
 * @param {string} name
 * @param {import('playwright-core').BrowserContextOptions} screen
 * @returns {Promise<Page>} the page of a guest who has come in
 */
async function enter(browser, url, name, screen) {
  const context = await browser.newContext({ ...screen, locale: 'en-GB', reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.goto(url)
  await page.getByRole('tab', { name: 'Guest' }).click()
  await page.getByLabel('Name').fill(name)
  const entered = page.waitForResponse('**/api/auth/guest')
  await page.getByRole('button', { name: 'Continue as guest' }).click()
  await entered
  return page
}

/**
 * @param {Page} page
 * @param {string} name
 */
async function createRoom(page, name) {
  await page.getByRole('button', { name: 'Create room' }).click()
  await page.getByLabel('Room name').fill(name)
  await page.getByRole('dialog').getByRole('button', { name: 'Create room' }).click()
  await page.getByRole('heading', { name }).waitFor()
}

/**
 * @param {Page} page
 * @param {string} text
 */
async function write(page, text) {
  await composer(page).fill(text)
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await page.getByRole('log').getByText(text.slice(0, 20)).waitFor()
}

/**
 * @param {Page} page
 * @param {string} text of a message
 * @param {string} emoji its name
 */
async function react(page, text, emoji) {
  await begin(page, text, 'Add a reaction')
  const picker = page.getByRole('dialog', { name: 'Add a reaction' })
  // It may stand among the recently used as well.
  await picker.getByRole('button', { name: emoji, exact: true }).first().click()
  await leave(page)
}

/**
 * @param {Page} page
 * @param {string} text of a message
 */
async function beginReply(page, text) {
  await begin(page, text, 'Reply')
  await page.getByText('Replying to').waitFor()
  await leave(page)
}

/** What the pointer is over is shown differently. @param {Page} page */
async function leave(page) {
  await page.mouse.move(0, 0)
}

/**
 * @param {Page} page
 * @param {string} words
 */
async function search(page, words) {
  await page.getByRole('button', { name: 'Search in this room' }).click()
  await page.getByRole('searchbox').fill(words)
  await page.getByText(/^\d+ messages? found/).waitFor()
}

/**
 * @param {Page} page
 * @param {string} text of a message
 * @param {string} act
 */
async function begin(page, text, act) {
  const message = page.getByRole('article').filter({ hasText: text })
  await message.hover()
  // On a phone all of them are behind one button.
  const more = message.getByRole('button', { name: 'More' })
  const button = message.getByRole('button', { name: act })
  await more.or(button).first().click()
  const item = page.getByRole('menuitem', { name: act })
  if (await item.isVisible()) await item.click()
}

/** @param {Page} page */
function composer(page) {
  return page.getByRole('textbox', { name: /^Message to/ })
}

/**
 * @param {Page} page
 * @param {string} name
 */
async function save(page, name) {
  const path = `docs/images/${name}.png`
  await page.evaluate('document.fonts.ready')
  await page.screenshot({ path: `${root}/${path}` })
  say(`wrote ${path}`)
}
