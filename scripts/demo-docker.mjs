// @ts-check
// npm run demo:docker: builds the images, starts docker-compose.yml, lets two browsers chat through its port, kills the
// machine of one of them meanwhile, replaces both machines as for a new image, and tells what it saw. Ends with an error
// when something was lost or took too long.

import './steps/check-node.mjs'
import { setTimeout as delay } from 'node:timers/promises'
import { enter, gapsOf, placeOf, readAll, textsOn, write } from './steps/chat-page.mjs'
import { openCompose, output } from './steps/compose.mjs'
import { checkContainer, checkContents, checkSize } from './steps/image-rules.mjs'
import { installDependencies } from './steps/install-dependencies.mjs'
import { runSteps, Stop, say } from './steps/say.mjs'
import { PARTS, provideSystemParts } from './steps/system-parts.mjs'

/** @typedef {import('playwright-core').Browser} Browser */
/** @typedef {import('playwright-core').Page} Page */
/** @typedef {Awaited<ReturnType<typeof openCompose>>} Compose */

const MACHINES = ['app-a', 'app-b']
const SERVICES = [...MACHINES, 'nginx', 'redis']
const CLIENTS = 400
const SHARE_MIN = 0.4
const MOVED_WITHIN_MS = 5_000
/** While machines are replaced people move before theirs goes. */
const GAP_MAX_MS = 500
/** Written before something is done to the machines, and again afterwards. */
const MESSAGES = 40
const PAUSE_MS = 50

/** @type {string[]} */
const written = []

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
      await chat(stack, browser)
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
async function chat(stack, browser) {
  const ann = await enter(browser, stack.url, 'Ann')
  const annAt = await placeOf(ann)
  const ben = await enter(browser, stack.url, 'Ben', ({ node }) => node !== annAt?.node)
  const benAt = await placeOf(ben)
  if (!annAt || !benAt) throw new Stop('somebody is not connected')
  say(`Ann is on ${annAt.node}, worker ${annAt.worker}; Ben on ${benAt.node}, worker ${benAt.worker}`)
  await meet(ann, ben)

  await talkThrough([ann, ben], () => killMachine(stack, [ann, ben], annAt.node, benAt.node))
  await talkThrough([ann, ben], () => deploy(stack, [ann, ben]))
}

/** Ann's machine is gone from one moment to the next. @param {Compose} stack @param {Page[]} pages @param {string} victim @param {string} other */
async function killMachine(stack, pages, victim, other) {
  const container = await stack.containerOf(victim)
  const since = performance.now()
  await output('docker', ['kill', '--signal', 'KILL', container])
  say(`killed ${victim} while both write`)
  await until(async () => {
    const places = await Promise.all(pages.map(placeOf))
    return places.every(place => place?.node === other)
  }, 30_000)
  const movedMs = performance.now() - since
  say(`both are on ${other} ${Math.round(movedMs)} ms after the kill was asked for`)
  if (movedMs > MOVED_WITHIN_MS) throw new Stop(`that took more than ${MOVED_WITHIN_MS} ms`)

  const sinceStart = performance.now()
  await output('docker', ['start', container])
  await until(async () => {
    const opened = await fetch(`${stack.url}/socket.io/?EIO=4&transport=polling`)
    return (await opened.text()).includes(`"sid":"${victim}.`)
  }, 60_000)
  say(`${victim} is back and serves newcomers ${seconds(sinceStart)} after its start, nginx untouched`)
}

/** As with a new image: one machine after the other is stopped and replaced. @param {Compose} stack @param {Page[]} pages */
async function deploy(stack, pages) {
  for (const page of pages) await gapsOf(page)
  const before = await Promise.all(MACHINES.map(stack.containerOf))
  const since = performance.now()
  await stack.compose(['up', '--detach'], { LOG_LEVEL: 'warn' })
  const after = await Promise.all(MACHINES.map(stack.containerOf))
  if (after.some(container => before.includes(container))) throw new Stop('not all machines were replaced')
  const gaps = (await Promise.all(pages.map(gapsOf))).map(list => Math.round(Math.max(0, ...list)))
  say(
    `both machines replaced in ${seconds(since)} (docker-compose up); longest without a connection: ${gaps} ms`,
  )
  if (Math.max(...gaps) > GAP_MAX_MS) throw new Stop(`that is more than ${GAP_MAX_MS} ms`)
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

/** Both write before, during and after; then each message must stand on both screens once, in one order. @param {Page[]} pages @param {() => Promise<void>} disturb */
async function talkThrough(pages, disturb) {
  const from = written.length
  let wantedMore = Number.POSITIVE_INFINITY
  const talks = pages.map(async page => {
    while (wantedMore > 0) {
      const text = `message ${written.length + 1}`
      written.push(text)
      await write(page, text)
      wantedMore -= 1
      await delay(PAUSE_MS)
    }
  })
  await until(async () => written.length >= from + MESSAGES, 30_000)
  await disturb()
  wantedMore = MESSAGES
  await Promise.all(talks)

  const wanted = [...written].sort().join()
  const texts = () => Promise.all(pages.map(textsOn))
  const areAllSeen = async () => (await texts()).every(list => [...list].sort().join() === wanted)
  await until(areAllSeen, 10_000).catch(async () => {
    await Promise.all(pages.map(readAll))
    if (await areAllSeen()) return
    const missing = (await texts()).map(list => written.filter(text => !list.includes(text)))
    throw new Stop(`not on both screens, or twice: ${JSON.stringify(missing)}`)
  })
  const [first, second] = await texts()
  if (first?.join() !== second?.join()) throw new Stop('the two screens show different orders')
  say(
    `all ${written.length - from} messages of that time stand on both screens once, in one order: 0 lost, 0 twice`,
  )
}

/** @param {() => Promise<boolean>} fact @param {number} withinMs */
async function until(fact, withinMs) {
  const deadline = performance.now() + withinMs
  while (!(await fact().catch(() => false))) {
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
