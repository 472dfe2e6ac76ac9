// @ts-check
// A person in a browser, as the demo needs it: writes, and remembers all that stood on the screen.

import { setTimeout as delay } from 'node:timers/promises'

/** @typedef {import('playwright-core').Browser} Browser */
/** @typedef {import('playwright-core').Page} Page */
/** @typedef {{ node: string, worker: string }} Place */

/** An end is reached when so many steps, of 20 ms, have shown nothing else; what is older may have to be loaded. */
const STILL_LOOKS = 25

/**
 * Keeps what the list of messages shows, which only holds what is in sight, and how long, in milliseconds, the badge
 * told of no connection each time. Runs in the page.
 */
const REMEMBER = `
  const seen = (window.seen = new Map())
  const gaps = (window.gaps = [])
  let lostAt = null
  const look = () => {
    const state = document.querySelector('[data-connection]')?.dataset.connection
    if (state === 'connected' && lostAt !== null) gaps.push(performance.now() - lostAt)
    if (state === 'connected') lostAt = null
    else if (state !== undefined) lostAt ??= performance.now()
    for (const article of document.querySelectorAll('article[data-seq]')) {
      const text = article.querySelector('.message-text')?.textContent
      const seq = Number(article.dataset.seq)
      if (!seen.has(seq)) seen.set(seq, text)
    }
  }
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true })
`

/**
 * @param {Browser} browser
 * @param {string} url
 * @param {string} name
 * @param {(place: Place) => boolean} [isWanted] comes in anew until this place serves the page
 */
export async function enter(browser, url, name, isWanted = () => true) {
  const context = await browser.newContext({ reducedMotion: 'reduce', locale: 'en-GB' })
  await context.addInitScript(REMEMBER)
  const page = await context.newPage()
  await page.goto(url)
  await page.getByRole('tab', { name: 'Guest' }).click()
  await page.getByLabel('Name').fill(name)
  await page.getByRole('button', { name: 'Continue as guest' }).click()
  for (;;) {
    await page.locator('[data-connection=connected]').waitFor()
    const place = await placeOf(page)
    if (place && isWanted(place)) return page
    await page.reload()
  }
}

/** @param {Page} page @returns {Promise<Place | null>} what the badge says; null while not connected */
export async function placeOf(page) {
  const told = await page.locator('.connection-tip').textContent()
  const [, node, worker] = /Served by node (\S+), worker (\S+)/.exec(told ?? '') ?? []
  return node === undefined || worker === undefined ? null : { node, worker }
}

/** @param {Page} page @param {string} text */
export async function write(page, text) {
  const composer = page.getByRole('textbox', { name: /^Message to/ })
  await composer.fill(text)
  await composer.press('Enter')
}

/** @param {Page} page @returns {Promise<Map<number, string>>} all that stood on the screen as being in the log, by seq */
async function seenOn(page) {
  return new Map(await page.evaluate('[...window.seen]'))
}

/** @param {Page} page @returns {Promise<number[]>} how long it was without a connection, each time since the last call */
export async function gapsOf(page) {
  return page.evaluate('window.gaps.splice(0)')
}

/** Each message once, in seq order. @param {Page} page @returns {Promise<string[]>} */
export async function textsOn(page) {
  return [...(await seenOn(page)).entries()].sort(([a], [b]) => a - b).map(([, text]) => text)
}

/**
 * Reads upwards to the beginning and down to the end: of what comes all at once, the list shows only what there is room for.
 *
 * @param {Page} page
 */
export async function readAll(page) {
  await stepThrough(page, 'PageUp')
  await stepThrough(page, 'PageDown')
}

/** @param {Page} page @param {'PageUp' | 'PageDown'} key */
async function stepThrough(page, key) {
  const log = page.getByRole('log')
  const shown = () =>
    page.evaluate(`[...document.querySelectorAll('article[data-seq]')].map(it => it.dataset.seq).join()`)
  let still = 0
  for (let before = await shown(); still < STILL_LOOKS; ) {
    await log.press(key)
    await delay(20)
    const now = await shown()
    still = now === before ? still + 1 : 0
    before = now
  }
}
