// Files and images in messages, as people send and see them.

import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ChatPage, enterRoom, makeRoom, PHONE, type TestRoom } from '../support/chat-page.js'
import { eventually } from '../support/eventually.js'
import { isFocused, message } from '../support/led-to.js'
import { exifOf, jpegSegment, pngOf } from '../support/pictures.js'
import { closePages, sharedChat } from '../support/shared-chat.js'
import type { Cluster } from '../support/start-cluster.js'
import { guest, newKey } from '../support/wire-client.js'

let browser: Browser
let cluster: Cluster
/** Of the two at a desk. */
let room: TestRoom
let ann: ChatPage
let bob: ChatPage
beforeAll(async () => {
  ;({ browser, cluster } = await sharedChat())
  room = await makeRoom(cluster.url)
  ;[ann, bob] = await Promise.all([enterRoom(browser, room.url), enterRoom(browser, room.url)])
})
afterAll(async () => {
  room[Symbol.dispose]()
  await closePages()
})

const png = (name: string, width = 1_200, height = 800) => ({
  name,
  mimeType: 'image/png',
  buffer: pngOf(width, height),
})
const text = (name: string, content = 'some notes') => ({
  name,
  mimeType: 'text/plain',
  buffer: Buffer.from(content),
})
const composer = (page: Page) => page.getByRole('textbox', { name: /^Message to/ })
const attached = (page: Page) => page.getByRole('list', { name: 'Attached files' })
const picture = (page: Page, name: string) =>
  page.getByRole('log').getByRole('button', { name: `Open ${name}` })

async function choose(page: Page, ...files: readonly ReturnType<typeof png>[]) {
  const choosing = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Attach files' }).click()
  await (await choosing).setFiles([...files])
}

/** Files that come from elsewhere on the machine. */
/** @param textTypes what it holds as well, as a text of that type */
function transfer(page: Page, name: string, type: string, textTypes: readonly string[] = []) {
  return page.evaluateHandle(
    ([name, type, textTypes]) => {
      const files = new DataTransfer()
      files.items.add(new File(['dropped'], name, { type }))
      for (const textType of textTypes) files.setData(textType, name)
      return files
    },
    [name, type, textTypes] as const,
  )
}

/** @returns whether the browser's own pasting goes on */
async function paste(page: Page, ...what: [name: string, type: string, textTypes: readonly string[]]) {
  const pasted = await transfer(page, ...what)
  return composer(page).evaluate(
    (box, clipboardData) =>
      box.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })),
    pasted,
  )
}

async function drag(page: Page, type: 'dragenter' | 'drop', name: string) {
  const dataTransfer = await transfer(page, name, 'text/plain')
  await page.evaluate(
    ([type, dataTransfer]) =>
      window.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true })),
    [type, dataTransfer] as const,
  )
}

/** A photo by a camera that was held upright, and says where it was taken. */
async function photo(page: Page, name: string) {
  const drawn = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 120, height: 80 })
    canvas.getContext('2d')?.fillRect(0, 0, 60, 80)
    return canvas.toDataURL('image/jpeg')
  })
  const jpeg = Buffer.from(drawn.replace(/^.*,/, ''), 'base64')
  const notes = jpegSegment(0xe1, exifOf(6, 'II', 'taken at home'))
  return {
    name,
    mimeType: 'image/jpeg',
    buffer: Buffer.concat([jpeg.subarray(0, 2), notes, jpeg.subarray(2)]),
  }
}

test('[F1] a photo is shown as it was held, and says nothing of where it was taken', async () => {
  const taken = await photo(ann.page, 'us.jpg')
  expect(taken.buffer.includes('taken at home')).toBe(true)
  await choose(ann.page, taken)
  await attached(ann.page).getByRole('button', { name: 'Remove us.jpg' }).waitFor()
  // To whom the network is away at that moment it is shown when there is a connection again.
  await bob.page.route('**/files/*', route => route.abort())
  await composer(ann.page).press('Enter')
  await bob.page.getByRole('link', { name: 'Download us.jpg' }).waitFor()
  await bob.page.unroute('**/files/*')
  await bob.page.context().setOffline(true)
  await bob.page.getByRole('button', { name: /^Connection: (?!Connected)/ }).waitFor()
  await bob.page.context().setOffline(false)
  const image = picture(bob.page, 'us.jpg').locator('img')
  await expect
    .poll(() => image.evaluate((it: HTMLImageElement) => [it.naturalWidth, it.naturalHeight]), {
      timeout: 20_000,
    })
    .toEqual([80, 120])
  const stored = await bob.page.evaluate(
    async address => {
      const answer = await fetch(address ?? '')
      return String.fromCharCode(...new Uint8Array(await answer.arrayBuffer()))
    },
    await image.getAttribute('src'),
  )
  expect(stored).toContain('JFIF')
  expect(stored).not.toContain('taken at home')
})

test('[F2] [F3] an image and a file are chosen, seen large, kept, answered, and gone with their message', async () => {
  const [{ page }, other] = [ann, bob.page]
  await choose(page, png('lake.png'), text('notes.txt', 'by the lake'))
  await attached(page).getByRole('button', { name: 'Remove lake.png' }).waitFor()
  await attached(page).getByRole('button', { name: 'Remove notes.txt' }).waitFor()
  await composer(page).press('Enter')
  await attached(page).waitFor({ state: 'hidden' })
  await expect.poll(() => isFocused(composer(page))).toBe(true)

  // It has its place before it is there.
  const image = picture(other, 'lake.png').locator('img')
  await image.waitFor()
  await expect
    .poll(() => image.evaluate(it => [it.getAttribute('width'), it.getAttribute('height')]))
    .toEqual(['360', '240'])
  await picture(other, 'lake.png').click()
  const large = other.getByRole('dialog', { name: 'lake.png' })
  await eventually(async () =>
    expect(await large.getByRole('img').evaluate(it => (it as HTMLImageElement).naturalWidth)).toBe(1_200),
  )
  await other.keyboard.press('Escape')
  await large.waitFor({ state: 'hidden' })
  await expect.poll(() => isFocused(picture(other, 'lake.png'))).toBe(true)

  const downloading = other.waitForEvent('download')
  await other.getByRole('link', { name: 'Download notes.txt, 11 bytes' }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toBe('notes.txt')
  expect(await readFile(await download.path(), 'utf8')).toBe('by the lake')

  await other.keyboard.press('Alt+KeyQ')
  await bob.write('how nice')
  await message(page, 'how nice').getByText('lake.png, notes.txt').waitFor()

  const address = await image.getAttribute('src')
  await composer(page).press('ArrowUp')
  const form = page.getByRole('form', { name: 'Edit message' })
  await form.getByRole('button', { name: 'Delete' }).click()
  await form.getByRole('button', { name: 'Delete for everybody' }).click()
  await picture(other, 'lake.png').waitFor({ state: 'hidden' })
  await other.getByRole('log').getByText('Message deleted').first().waitFor()
  // The browser may have kept it; the server has not.
  const status = await other.evaluate(
    path => fetch(path, { cache: 'no-store' }).then(answer => answer.status),
    address ?? '',
  )
  expect(status).toBe(404)
  for (const { troubles } of [ann, bob]) expect(troubles()).toEqual([])
})

test('[F1] files are dropped and pasted; what does not arrive says why and is tried again, and nothing is sent without it', async () => {
  const { page } = ann
  await drag(page, 'dragenter', 'dropped.txt')
  await page.getByText(/^Drop files here/).waitFor()
  await page.route('**/files?name=dropped.txt', route =>
    route.fulfill({ status: 507, body: refusalOf('no_storage') }),
  )
  await drag(page, 'drop', 'dropped.txt')
  await page.getByText(/^Drop files here/).waitFor({ state: 'hidden' })
  // Cells of a table come with their picture; a file that was copied on a Mac, with its name.
  expect(await paste(page, 'cells.png', 'image/png', ['text/plain', 'text/html'])).toBe(true)
  expect(await paste(page, 'image.png', 'image/png', ['text/plain'])).toBe(false)
  await choose(page, text('large.bin', 'x'.repeat(1_048_577)))
  await attached(page).getByText('Larger than 1 MB.').waitFor()
  await attached(page).getByRole('button', { name: 'Remove large.bin' }).click()

  await attached(page).getByText('The server cannot keep files right now.').waitFor({ timeout: 10_000 })
  await composer(page).fill('three of them')
  await composer(page).press('Enter')
  await page
    .getByRole('form', { name: 'Write a message' })
    .getByText('Not sent yet: a file could not be sent. Remove it, or try it again.')
    .waitFor()
  await page.unroute('**/files?name=dropped.txt')
  await attached(page).getByRole('button', { name: 'Try again: dropped.txt' }).press('Enter')
  await expect.poll(() => isFocused(composer(page))).toBe(true)
  await attached(page).getByText('Try again').waitFor({ state: 'hidden' })
  await attached(page).getByText('7 bytes').nth(1).waitFor()
  // What the server has outlives the page, as the text does.
  await page.reload()
  await attached(page).getByText('7 bytes').nth(1).waitFor()

  // The message itself needs no file of this machine: written without a connection, it goes when there is one.
  await page.context().setOffline(true)
  await page.getByRole('button', { name: /^Connection: (?!Connected)/ }).waitFor()
  await composer(page).press('Enter')
  await message(page, 'three of them').getByText('Waiting to be sent').waitFor({ state: 'attached' })
  await page.context().setOffline(false)
  await bob.sees('three of them')
  const links = message(bob.page, 'three of them').getByRole('link', { name: /^Download/ })
  await expect
    .poll(() => links.evaluateAll(all => all.map(it => it.getAttribute('aria-label'))))
    .toEqual(['Download dropped.txt, 7 bytes', 'Download image.png, 7 bytes'])
  for (const { troubles } of [ann, bob]) expect(troubles()).toEqual([])
})

test('[F1] on a phone a picture is sent by touch and fits; who is muted is told that nothing can be dropped', async () => {
  using host = await guest(cluster.url)
  const roomId = await host.newRoom()
  await using chat = await enterRoom(browser, `${cluster.url}/#/room/${roomId}`, PHONE)
  const { page } = chat
  const choosing = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Attach files' }).tap()
  await (await choosing).setFiles([
    png('a very wide panorama with a long name.png', 3_000, 200),
    text('n.txt'),
  ])
  await attached(page)
    .getByRole('button', { name: /^Remove a very wide/ })
    .waitFor()
  await attached(page).getByRole('button', { name: 'Remove n.txt' }).tap()
  await page.getByRole('button', { name: 'Send' }).tap()
  await page
    .getByRole('log')
    .getByRole('link', { name: /^Link to this message/ })
    .waitFor({ state: 'attached' })
  await picture(page, 'a very wide panorama with a long name.png').tap()
  const download = page.getByRole('dialog', { name: /^a very wide/ }).getByRole('link', { name: 'Download' })
  await download.waitFor()
  // What is looked at stays, also when others write until its message is far above.
  for (let n = 0; n < 12; n += 1)
    await host.ok('message:send', { roomId, clientMessageId: newKey(), text: 'and\nso\non\nand\non' })
  await picture(page, 'a very wide panorama with a long name.png').waitFor({ state: 'detached' })
  await expect.poll(() => download.isVisible()).toBe(true)
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth),
  ).toBe(true)
  await page.getByRole('button', { name: 'Close' }).tap()

  const sender = await eventually(() => {
    const entry = host.heard.get(roomId)?.find(({ kind }) => kind === 'message')
    if (entry === undefined) throw new Error('nothing was sent')
    return entry.sender
  })
  await host.ok('member:restrict', {
    ...{ roomId, clientMessageId: newKey() },
    ...{ userId: sender.userId, restriction: 'muted' },
  })
  await page.getByText(/^You are muted in this room by/).waitFor()
  await drag(page, 'dragenter', 'x.txt')
  await page.getByText('You are muted in this room.', { exact: true }).waitFor()
  await drag(page, 'drop', 'x.txt')
  await expect.poll(() => attached(page).count()).toBe(0)
  expect(chat.troubles()).toEqual([])
})

function refusalOf(code: string): string {
  return JSON.stringify({ ok: false, code, message: 'No.', retryable: true, retryAfterMs: 20_000 })
}
