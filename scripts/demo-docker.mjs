// @ts-check
// npm run demo:docker: builds the images, starts docker-compose.yml, lets two browsers chat through its port, kills the
// machine of one of them meanwhile, and tells what it saw. Ends with an error when something was lost or took too long.

import './steps/check-node.mjs'
import { setTimeout as delay } from 'node:timers/promises'
import { enter, placeOf, seenOn, write } from './steps/chat-page.mjs'
import { openCompose, output } from './steps/compose.mjs'
import { checkContainer, checkContents, checkSize } from './steps/image-rules.mjs'
import { installDependencies } from './steps/install-dependencies.mjs'
import { runSteps, Stop, say } from './steps/say.mjs'
import { PARTS, provideSystemParts } from './steps/system-parts.mjs'

/** @typedef {import('playwright-core').Browser} Browser */
/** @typedef {import('playwright-core').Page} Page */
/** @typedef {Awaited<ReturnType<typeof openCompose>>} Compose */

const SERVICES = ['app-a', 'app-b', 'nginx', 'redis']
const CLIENTS = 400
const SHARE_MIN = 0.4
const MOVED_WITHIN_MS = 5_000
/** Written by each of the two before the machine is killed, and again afterwards. */
const MESSAGES = 20

await runSteps(async () => {
  await installDependencies()
  await provideSystemParts([PARTS.chromium])
  const stack = await openCompose('hubbub-demo')
  try {
    await stack.compose(['down', '--volumes', '--remove-orphans'])
    await bringUp(stack)
    await checkImages(stack)
    await checkSpread(stack.url)

    const { chromium } = await import('playwright-core')
    const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
    try {
      await chatThroughAKill(stack, browser)
    } finally {
      await browser.close()
    }
  } finally {
    say('taking everything down')
    await stack.compose(['down', '--volumes', '--remove-orphans'])
  }
})

/** @param {Compose} stack */
async function bringUp(stack) {
  const since = performance.now()
  say('building the images from the sources (docker-compose build)')
  await stack.compose(['build'])
  say(`built after ${seconds(since)}; starting (docker-compose up)`)
  const sinceUp = performance.now()
  await stack.compose(['up', '--detach'])
  await until(async () => (await (await fetch(stack.url)).text()).includes('<title>Hubbub'), 30_000)
  say(`the page answers at ${stack.url}, ${seconds(sinceUp)} after the start, ${seconds(since)} in all`)
}

/** @param {Compose} stack */
async function checkImages(stack) {
  await checkSize('hubbub-app', 'node:24-bookworm-slim')
  await checkSize('hubbub-nginx', 'nginx:1-bookworm')
  await checkContents('hubbub-app')
  for (const service of SERVICES) await checkContainer(await stack.containerOf(service), service)
  const published = await output('docker', ['ps', '--filter', 'name=hubbub-demo', '--format', '{{.Ports}}'])
  const ports = published.split(/[\n,]/).filter(port => port.includes('->'))
  if (ports.length !== 1) throw new Stop(`published: ${ports}`)
  say(`only nginx is published: ${ports}`)
}

/** All from one address, and each must be found again by its session id. @param {string} url */
async function checkSpread(url) {
  /** @type {Map<string, number>} */
  const served = new Map()
  let lost = 0
  const connectOne = async () => {
    const path = `${url}/socket.io/?EIO=4&transport=polling`
    const opened = await (await fetch(path)).text()
    const [, sid = '', node = ''] = /"sid":"(([\w-]+)\.[^"]+)"/.exec(opened) ?? []
    served.set(node, (served.get(node) ?? 0) + 1)
    const answer = await fetch(`${path}&sid=${sid}`, { method: 'POST', body: '40{}' })
    if ((await answer.text()) !== 'ok') lost += 1
  }
  for (let done = 0; done < CLIENTS; done += 20) await Promise.all(Array.from({ length: 20 }, connectOne))
  say(`${CLIENTS} clients of one address: ${told(served)}; ${lost} not found again by session id`)
  if (lost > 0 || served.size !== 2 || Math.min(...served.values()) < SHARE_MIN * CLIENTS)
    throw new Stop('the clients are not spread as they should be')
}

/** @param {Compose} stack @param {Browser} browser */
async function chatThroughAKill(stack, browser) {
  const ann = await enter(browser, stack.url, 'Ann')
  const annAt = await placeOf(ann)
  const ben = await enter(browser, stack.url, 'Ben', ({ node }) => node !== annAt?.node)
  const benAt = await placeOf(ben)
  if (!annAt || !benAt) throw new Stop('somebody is not connected')
  say(`Ann is on ${annAt.node}, worker ${annAt.worker}; Ben on ${benAt.node}, worker ${benAt.worker}`)
  await meet(ann, ben)

  /** @type {string[]} */
  const written = []
  let isOver = false
  const talk = async (/** @type {Page} */ page, /** @type {string} */ name) => {
    for (let n = 1; n <= MESSAGES * 2 || !isOver; n += 1) {
      await write(page, `${name} ${n}`)
      written.push(`${name} ${n}`)
      await delay(50)
    }
  }
  const talks = Promise.all([talk(ann, 'ann'), talk(ben, 'ben')])
  await until(async () => written.length >= MESSAGES * 2, 30_000)

  const victim = await stack.containerOf(annAt.node)
  const since = performance.now()
  await output('docker', ['kill', '--signal', 'KILL', victim])
  say(`killed ${annAt.node} while both write (${written.length} messages so far)`)
  const nodesNow = async () => [(await placeOf(ann))?.node, (await placeOf(ben))?.node]
  await until(async () => (await nodesNow()).every(node => node === benAt.node), 30_000)
  const movedMs = performance.now() - since
  say(`both are on ${benAt.node} ${Math.round(movedMs)} ms after the kill was asked for`)
  isOver = true
  await talks

  await compareScreens([ann, ben], written)
  if (movedMs > MOVED_WITHIN_MS) throw new Stop(`that took more than ${MOVED_WITHIN_MS} ms`)

  const sinceStart = performance.now()
  await output('docker', ['start', victim])
  await until(async () => {
    const opened = await fetch(`${stack.url}/socket.io/?EIO=4&transport=polling`)
    return (await opened.text()).includes(`"sid":"${annAt.node}.`)
  }, 60_000)
  say(`${annAt.node} is back and serves newcomers ${seconds(sinceStart)} after its start, nginx untouched`)
}

/** Both in a room of their own. @param {Page} ann @param {Page} ben */
async function meet(ann, ben) {
  await ann.getByRole('button', { name: 'Create room' }).click()
  await ann.getByLabel('Room name').fill('Demo')
  await ann.getByRole('dialog').getByRole('button', { name: 'Create room' }).click()
  await ann.getByRole('heading', { name: 'Demo' }).waitFor()
  await ben.goto(ann.url())
  await ben.getByRole('button', { name: 'Join room' }).click()
  await ben.getByRole('textbox', { name: /^Message to/ }).waitFor()
}

/** Each message once, in one order, on both screens. @param {Page[]} pages @param {string[]} written */
async function compareScreens(pages, written) {
  const wanted = [...written].sort().join('\n')
  /** @param {Map<number, string>} seen */
  const texts = seen => [...seen.entries()].sort(([a], [b]) => a - b).map(([, text]) => text)
  for (const page of pages) {
    await until(
      async () =>
        texts(await seenOn(page))
          .sort()
          .join('\n') === wanted,
      20_000,
    ).catch(async () => {
      const seen = texts(await seenOn(page))
      const missing = written.filter(text => !seen.includes(text))
      throw new Stop(`of ${written.length} written ${seen.length} were shown; missing: ${missing}`)
    })
  }
  const [first = '', second = ''] = await Promise.all(
    pages.map(async page => texts(await seenOn(page)).join('\n')),
  )
  if (first !== second) throw new Stop('the two screens show different orders')
  say(`all ${written.length} messages stand on both screens once, in one order; 0 lost, 0 twice`)
}

/** @param {() => Promise<boolean>} fact @param {number} withinMs */
async function until(fact, withinMs) {
  const deadline = performance.now() + withinMs
  for (;;) {
    if (await fact().catch(() => false)) return
    if (performance.now() > deadline) throw new Stop(`waited ${withinMs} ms in vain for ${fact}`)
    await delay(20)
  }
}

/** @param {Map<string, number>} served */
function told(served) {
  return [...served].map(([node, count]) => `${node} ${((100 * count) / CLIENTS).toFixed(1)} %`).join(', ')
}

/** @param {number} since */
function seconds(since) {
  return `${((performance.now() - since) / 1_000).toFixed(1)} s`
}
