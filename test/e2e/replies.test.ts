// Messages that answer others: how they are written, what the others see, and the way back.

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ChatPage, enterRoom, makeRoom, PHONE } from '../support/chat-page.js'
import { eventually } from '../support/eventually.js'
import { isFocused, isLedTo, message } from '../support/led-to.js'
import { closePages, sharedChat } from '../support/shared-chat.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import { someName } from '../support/wire-client.js'

let browser: Browser
let cluster: Cluster
beforeAll(async () => {
  ;({ browser, cluster } = await sharedChat())
})
afterAll(closePages)

const replyTo = (page: Page, text: string) =>
  message(page, text).getByRole('button', { name: 'Reply', exact: true })
async function replyByFinger(page: Page, text: string) {
  await message(page, text).getByRole('button', { name: 'More' }).tap()
  await page.getByRole('menuitem', { name: 'Reply' }).tap()
}
const composer = (page: Page) => page.getByRole('textbox', { name: /^Message to/ })
/** What is being answered, as the text box tells it. */
const bar = (page: Page) => page.getByRole('status').filter({ hasText: 'Replying to' })
const quote = (page: Page, text: string) => message(page, text).getByRole('button', { name: /^In reply to/ })
const pageIsTooWide = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth > innerWidth)

async function repliesByMouse({ page, sees }: ChatPage, text: string) {
  await sees(text)
  // Far above, rows that were never painted move while they are measured, also from under a pressed button.
  await eventually(
    async () => {
      await message(page, text).hover()
      await replyTo(page, text).click()
      await bar(page).waitFor({ timeout: 1_000 })
    },
    { withinMs: 15_000 },
  )
}

async function quotes(page: Page, text: string, words: string) {
  await eventually(async () => expect(await quote(page, text).innerText()).toContain(words))
}

test('[M10] a reply by mouse shows everybody whom and what it answers, also after a reload, and a press leads there', async () => {
  using room = await makeRoom(cluster.url)
  await using ann = await enterRoom(browser, room.url)
  await using bob = await enterRoom(browser, room.url)
  await ann.write('who brings *bread*?')
  await repliesByMouse(bob, 'who brings bread?')
  await expect.poll(() => isFocused(composer(bob.page))).toBe(true)
  const told = `Replying to ${ann.name} who brings bread?`
  await bob.page.getByRole('textbox', { name: /^Message to/, description: told }).waitFor()
  await bob.page.keyboard.type('I do')
  for (let index = 1; index <= 40; index++) await room.say(`talk ${index}`)
  await bob.sees('talk 40')
  await bob.page.keyboard.press('Enter')
  await ann.sees('I do')
  await expect.poll(() => bar(bob.page).count()).toBe(0)
  for (const { page } of [ann, bob]) await quotes(page, 'I do', `${ann.name}\nwho brings bread?`)
  await ann.page.getByText(`${bob.name}, in reply to ${ann.name}: I do`).waitFor({ state: 'attached' })

  await ann.reloadAtEnd('I do')
  await quotes(ann.page, 'I do', 'who brings bread?')
  await quote(ann.page, 'I do').click()
  await isLedTo(ann.page, 'who brings bread?')
  await ann.page.keyboard.press('Escape')
  await ann.sees('I do')
  for (const { troubles } of [ann, bob]) expect(troubles()).toEqual([])
})

test('a reply is given up with its button or with Escape, and what is sent then answers nothing', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url)
  const { page } = chat
  await room.say('hello')
  await repliesByMouse(chat, 'hello')
  await page.keyboard.type('hi')
  await page.getByRole('button', { name: 'Do not reply' }).click()
  await expect.poll(() => bar(page).count()).toBe(0)
  await expect.poll(() => isFocused(composer(page))).toBe(true)
  await expect.poll(() => composer(page).inputValue()).toBe('hi')

  await repliesByMouse(chat, 'hello')
  await page.getByRole('log').focus()
  await page.keyboard.press('Escape')
  await expect.poll(() => bar(page).count()).toBe(0)

  await repliesByMouse(chat, 'hello')
  // The list of names closes first.
  await composer(page).pressSequentially(' @')
  await page.getByRole('listbox', { name: 'People to mention' }).waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(() => bar(page).count()).toBe(1)
  // With such a key, as Safari tells of it, one gives up what an input method offers.
  await composer(page).evaluate(box => {
    box.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Escape', keyCode: 229, bubbles: true, cancelable: true }),
    )
  })
  expect(await bar(page).count()).toBe(1)
  await page.keyboard.press('Escape')
  await expect.poll(() => bar(page).count()).toBe(0)
  await page.keyboard.press('Enter')
  await chat.sees('hi @')
  await expect.poll(() => page.getByRole('button', { name: /^In reply to/ }).count()).toBe(0)
  expect(chat.troubles()).toEqual([])
})

test('who has scrolled up and answers by keyboard sees what they answer', async () => {
  using room = await makeRoom(cluster.url)
  for (let line = 1; line <= 80; line++) await room.say(`line ${line}`)
  await using chat = await enterRoom(browser, room.url)
  const { page } = chat
  await chat.sees('line 80')
  const isInSight = (text: string) =>
    message(page, text).evaluateAll(found =>
      found.some(it => {
        const { left, top, bottom } = it.getBoundingClientRect()
        return it.contains(document.elementFromPoint(left + 100, (top + bottom) / 2))
      }),
    )
  const scrollUp = async () => {
    await eventually(async () => {
      // Not the wheel: it would go on behind the key.
      await page.getByRole('log').press('Home')
      expect(await isInSight('line 79')).toBe(false)
    })
  }
  await scrollUp()
  await composer(page).press('Alt+KeyQ')
  await eventually(async () => expect(await isInSight('line 80')).toBe(true))
  await scrollUp()
  await composer(page).press('Alt+KeyQ')
  await eventually(async () => expect(await isInSight('line 79')).toBe(true))
  await expect.poll(() => isFocused(composer(page))).toBe(true)
  expect(chat.troubles()).toEqual([])
})

test('by keyboard Alt+Q answers the latest message, again the one before, and the way to it can be gone as well', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url)
  const { page } = chat
  await room.say('first')
  await chat.write('second')
  await chat.hasSent('second')
  await room.say('third')
  await chat.sees('third')
  await page.getByRole('log').focus()
  await page.keyboard.press('Alt+KeyQ')
  await bar(page).getByText('third').waitFor()
  await expect.poll(() => isFocused(composer(page))).toBe(true)
  await page.keyboard.press('Alt+KeyQ')
  await bar(page).getByText('second').waitFor()
  await page.keyboard.press('Alt+KeyQ')
  await bar(page).getByText('first').waitFor()
  // There is none before it.
  await page.keyboard.press('Alt+KeyQ')
  await page.keyboard.type('to the first')
  await page.keyboard.press('Enter')
  await quotes(page, 'to the first', 'first')

  // Alt+Q is about what is in the log.
  await chat.hasSent('to the first')
  await quote(page, 'to the first').press('Enter')
  await isLedTo(page, 'first')
  await page.keyboard.press('Alt+KeyQ')
  await bar(page).getByText('first').waitFor()
  await page.keyboard.type('once more')
  await page.keyboard.press('Enter')
  await quotes(page, 'once more', 'first')
  expect(chat.troubles()).toEqual([])
})

test('on a phone one answers by touch, and the quote says what became of the answered message', async () => {
  using room = await makeRoom(cluster.url)
  const long = 'a message of many words that does not fit on one line of a phone '.repeat(4).trim()
  await using ann = await enterRoom(browser, room.url, { name: someName('Ann of a very long name') })
  await using bob = await enterRoom(browser, room.url, PHONE)
  await ann.write(long)
  await bob.sees(long)
  await replyByFinger(bob.page, long)
  await bar(bob.page).waitFor()
  await expect.poll(() => isFocused(composer(bob.page))).toBe(true)
  await expect.poll(() => pageIsTooWide(bob.page)).toBe(false)
  await bob.write('good morning')
  await ann.sees('good morning')
  await quotes(bob.page, 'good morning', 'a message of many words')
  await expect.poll(() => pageIsTooWide(bob.page)).toBe(false)
  await bob.hasSent('good morning')
  await eventually(async () => {
    const { height = 0 } = (await quote(bob.page, 'good morning').boundingBox()) ?? {}
    expect(height).toBeGreaterThanOrEqual(32)
    expect(height).toBeLessThan(40)
  })
  await quote(bob.page, 'good morning').tap()
  await isLedTo(bob.page, long)

  await replyByFinger(bob.page, long)
  await composer(ann.page).press('ArrowUp')
  const form = ann.page.getByRole('form', { name: 'Edit message' })
  await form.getByRole('textbox').fill('a few words')
  await form.getByRole('button', { name: 'Save' }).click()
  for (const { page } of [ann, bob]) await quotes(page, 'good morning', 'a few words')
  await bar(bob.page).getByText('a few words').waitFor()
  await form.waitFor({ state: 'detached' })

  await composer(ann.page).press('ArrowUp')
  await form.getByRole('button', { name: 'Delete' }).click()
  await form.getByRole('button', { name: 'Delete for everybody' }).click()
  for (const { page } of [ann, bob]) await quotes(page, 'good morning', 'Message deleted')
  await bar(bob.page).getByText('Message deleted').waitFor()
  for (const { troubles } of [ann, bob]) expect(troubles()).toEqual([])
})

test('a reply that waits for a connection shows what it answers, is sent with it, and stays the row it is', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url)
  await using other = await enterRoom(browser, room.url)
  const { page } = chat
  await room.say('are you there?')
  await chat.sees('are you there?')
  await page.context().setOffline(true)
  await page.getByRole('button', { name: /^Connection: Offline/ }).waitFor()
  await repliesByMouse(chat, 'are you there?')
  await chat.write('in a tunnel')
  await page.locator('[data-state="queued"]').waitFor()
  await quotes(page, 'in a tunnel', 'are you there?')
  await quote(page, 'in a tunnel').focus()

  await page.context().setOffline(false)
  await other.sees('in a tunnel')
  await quotes(other.page, 'in a tunnel', 'are you there?')
  await chat.hasSent('in a tunnel')
  await expect.poll(() => chat.texts()).toEqual(['are you there?', 'in a tunnel'])
  await expect.poll(() => isFocused(quote(page, 'in a tunnel'))).toBe(true)
})

test('a reply that is being written waits in its room, also over a reload, and goes into no other', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url)
  const { page } = chat
  await room.say('question')
  await repliesByMouse(chat, 'question')
  await page.keyboard.type('half an ans')
  await page.getByRole('link', { name: /^Lobby/ }).click()
  await page.getByRole('textbox', { name: 'Message to Lobby' }).waitFor()
  await expect.poll(() => bar(page).count()).toBe(0)
  const elsewhere = `said in the lobby by ${chat.name}`
  await chat.write(elsewhere)
  await chat.sees(elsewhere)
  await expect.poll(() => quote(page, elsewhere).count()).toBe(0)

  await page.goBack()
  await bar(page).getByText('question').waitFor()
  await page.reload()
  await bar(page).getByText('question').waitFor()
  await expect.poll(() => composer(page).inputValue()).toBe('half an ans')
  await composer(page).press('End')
  await page.keyboard.type('wer')
  await page.keyboard.press('Enter')
  await quotes(page, 'half an answer', 'question')
  await chat.reloadAtEnd('half an answer')
  await expect.poll(() => bar(page).count()).toBe(0)
  expect(chat.troubles()).toEqual([])
})

test('what a reply answers a little further up is shown without being asked for', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url)
  await room.say('a while ago')
  await repliesByMouse(chat, 'a while ago')
  for (let index = 1; index <= 100; index++) await room.say(`talk ${index}`)
  await chat.write('I remember')
  await chat.sees('I remember')
  await chat.reloadAtEnd('I remember')
  await quotes(chat.page, 'I remember', 'a while ago')
  expect(chat.troubles()).toEqual([])
})

test('a reply to something far up leads there through all that lies between, once there is a connection', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url)
  const { page } = chat
  await room.say('long ago')
  await repliesByMouse(chat, 'long ago')
  for (let index = 1; index <= 450; index++) await room.say(`talk ${index}`)
  await chat.write('I remember')
  await chat.sees('I remember')

  await using late = await enterRoom(browser, room.url)
  await late.sees('I remember')
  await late.page.waitForLoadState('networkidle')
  await quotes(late.page, 'I remember', 'an earlier message')
  await late.page.context().setOffline(true)
  await late.page.getByRole('button', { name: /^Connection: Offline/ }).waitFor()
  await quote(late.page, 'I remember').click()
  await late.page.getByRole('status').getByText('The message comes when the connection is back.').waitFor()
  await late.page.context().setOffline(false)
  await eventually(async () => expect(await message(late.page, 'long ago').count()).toBe(1), {
    withinMs: 20_000,
  })
  await isLedTo(late.page, 'long ago')
  await expect.poll(() => late.page.getByRole('status').getByText('The message').count()).toBe(0)
  for (const { troubles } of [chat, late]) expect(troubles()).toEqual([])

  // Whoever has it already is there at once.
  await page.getByRole('log').hover()
  await quote(page, 'I remember').click()
  await isLedTo(page, 'long ago')
})

test('[M10] where the answered message is no longer kept, the reply says so', async () => {
  await using small = await startCluster({ workers: 1, env: { ROOM_LOG_ENTRIES: '100' } })
  using room = await makeRoom(small.url)
  await using chat = await enterRoom(browser, room.url)
  await room.say('long ago')
  await repliesByMouse(chat, 'long ago')
  for (let index = 1; index <= 400; index++) await room.say(`talk ${index}`)
  await chat.write('I remember')
  await chat.sees('I remember')
  await chat.reloadAtEnd('I remember')
  await message(chat.page, 'I remember').getByText('a message that is no longer kept').waitFor()
  await expect.poll(() => quote(chat.page, 'I remember').count()).toBe(0)
  expect(chat.troubles()).toEqual([])
})

test('all that goes back to one message is found there, comes as it is written, leads to each of them, and can be replied to', async () => {
  using room = await makeRoom(cluster.url)
  await using ann = await enterRoom(browser, room.url)
  await using bob = await enterRoom(browser, room.url)
  await ann.write('who brings bread?')
  await repliesByMouse(bob, 'who brings bread?')
  await bob.write('I do')
  await ann.sees('I do')
  const link = (page: Page) => message(page, 'who brings bread?').getByRole('button', { name: /^\d+ repl/ })
  await eventually(async () => expect(await link(ann.page).innerText()).toBe('1 reply'))
  await repliesByMouse(ann, 'I do')
  await ann.write('great')
  await bob.sees('great')
  await eventually(async () => expect(await link(ann.page).innerText()).toBe('2 replies'))
  await link(ann.page).click()
  const thread = ann.page.getByRole('dialog', { name: 'Replies' })
  const items = thread.getByRole('listitem')
  const texts = async () => (await items.allInnerTexts()).map(text => text.split('\n').at(-1))
  await expect.poll(() => texts()).toEqual(['who brings bread?', 'I do', 'great'])

  await repliesByMouse(bob, 'great')
  await bob.write('and butter')
  await eventually(async () => expect((await texts()).at(-1)).toBe('and butter'))
  await items.filter({ hasText: 'and butter' }).getByRole('button').click()
  await isLedTo(ann.page, 'and butter')
  await link(ann.page).click()
  await thread.getByRole('button', { name: 'Reply' }).click()
  await bar(ann.page).getByText('who brings bread?').waitFor()
  await expect.poll(() => isFocused(composer(ann.page))).toBe(true)
  await ann.page.keyboard.type('thanks')
  await ann.page.keyboard.press('Enter')
  await quotes(bob.page, 'thanks', 'who brings bread?')
  for (const { troubles } of [ann, bob]) expect(troubles()).toEqual([])
})

test('among the replies a text has its shape, and a link in it is one', async () => {
  using room = await makeRoom(cluster.url)
  await using ann = await enterRoom(browser, room.url)
  await ann.write('how?')
  await repliesByMouse(ann, 'how?')
  await composer(ann.page).fill('see https://example.com/docs\n```\none\ntwo\n```')
  await ann.page.keyboard.press('Enter')
  await message(ann.page, 'how?').getByRole('button', { name: '1 reply' }).click()
  const thread = ann.page.getByRole('dialog', { name: 'Replies' })
  await expect.poll(() => thread.locator('pre').innerText()).toBe('one\ntwo')
  const link = thread.getByRole('link', { name: 'https://example.com/docs' })
  expect(await link.getAttribute('href')).toBe('https://example.com/docs')
  // It lies over what leads to the message.
  const { x, y, width, height } = (await link.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
  const hit = ([x, y]: number[]) => document.elementFromPoint(x ?? 0, y ?? 0)?.closest('a')?.textContent
  expect(await ann.page.evaluate(hit, [x + width / 2, y + height / 2])).toBe('https://example.com/docs')
  expect(ann.troubles()).toEqual([])
})

test('on a phone the replies to a message fit, and say which of them was deleted', async () => {
  using room = await makeRoom(cluster.url)
  await using ann = await enterRoom(browser, room.url)
  await using bob = await enterRoom(browser, room.url, PHONE)
  await ann.write('who brings bread?')
  for (const text of ['I do', 'or I']) {
    await repliesByMouse(ann, 'who brings bread?')
    await ann.write(text)
    await bob.sees(text)
  }
  await message(bob.page, 'who brings bread?').getByRole('button', { name: '2 replies' }).tap()
  const thread = bob.page.getByRole('dialog', { name: 'Replies' })
  await thread.getByText('or I').waitFor()
  await ann.hasSent('or I')
  await composer(ann.page).press('ArrowUp')
  const form = ann.page.getByRole('form', { name: 'Edit message' })
  await form.getByRole('button', { name: 'Delete' }).click()
  await form.getByRole('button', { name: 'Delete for everybody' }).click()
  await thread.getByText('Message deleted').waitFor()
  await expect.poll(() => pageIsTooWide(bob.page)).toBe(false)
  await thread.getByRole('button', { name: 'Close' }).tap()
  await message(bob.page, 'who brings bread?').getByRole('button', { name: '1 reply' }).waitFor()
})
