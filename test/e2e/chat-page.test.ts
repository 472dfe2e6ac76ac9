// What one person meets on the page.

import { setTimeout as delay } from 'node:timers/promises'
import { JOIN_PAGE_ENTRIES } from '@hubbub/shared'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ChatPage, enterAsGuest, enterRoom, makeRoom, openChat, PHONE } from '../support/chat-page.js'
import { eventually } from '../support/eventually.js'
import { HOSTILE_MARKUP, HOSTILE_NAME } from '../support/hostile-markup.js'
import { closePages, sharedChat } from '../support/shared-chat.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import { guest, someName } from '../support/wire-client.js'

let browser: Browser
let cluster: Cluster
beforeAll(async () => {
  ;({ browser, cluster } = await sharedChat())
})
afterAll(closePages)

/** Somebody else with a room of their own, who has written `count` messages there. */
async function writerWith(count: number, { url } = cluster) {
  const room = await makeRoom(url)
  for (let index = 1; index <= count; index++) await room.say(`message ${index}`)
  return room
}

/** One message after another, faster than a page can settle. */
function writeOnAndOn(say: (text: string) => Promise<void>) {
  const ended = new AbortController()
  const writing = (async () => {
    for (let index = 1; !ended.signal.aborted; index++) {
      await say(`more ${index}`)
      await delay(30)
    }
  })()
  const stop = () => {
    ended.abort()
    return writing
  }
  return { stop, [Symbol.asyncDispose]: stop }
}

/** A machine that needs `times` as long for everything the page does, until it is disposed of. */
async function slowedDown({ page }: ChatPage, times: number): Promise<AsyncDisposable> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: times })
  return { [Symbol.asyncDispose]: () => devtools.detach() }
}

/** @returns what lets it come */
async function holdBackLaterPart(page: Page): Promise<() => void> {
  let arrive = () => {}
  const arrived = new Promise<void>(resolve => {
    arrive = resolve
  })
  await page.route('**/chat-dialogs-*.js', async route => {
    await arrived
    await route.continue()
  })
  return () => arrive()
}

const fromEnd = (chat: ChatPage) =>
  chat.page.getByRole('log').evaluate(log => log.scrollHeight - log.clientHeight - log.scrollTop)

/** Waits until the rows that came first have been measured: before, they take a reader back to the end. */
const standsStill = ({ page }: ChatPage) =>
  page.getByRole('log').evaluate(async log => {
    let [height, since] = [0, performance.now()]
    while (performance.now() - since < 300) {
      await new Promise(requestAnimationFrame)
      if (log.scrollHeight !== height) [height, since] = [log.scrollHeight, performance.now()]
    }
  })

/** Turns the wheel until the message is there. */
async function scrollUpTo({ page }: ChatPage, text: string) {
  await page.getByRole('log').hover()
  await eventually(
    async () => {
      await page.mouse.wheel(0, -600)
      expect(await page.getByText(text, { exact: true }).count()).toBe(1)
    },
    // Slowly enough for the wheel's way to end near the message.
    { withinMs: 30_000, everyMs: 100 },
  )
}

test('somebody registers, is told what is wrong with a password, signs out and in again', async () => {
  await using chat = await openChat(browser, someName('ann'))
  const { page, name } = chat
  await page.goto(cluster.url)
  await page.getByRole('tab', { name: 'Register' }).click()
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Password').fill('correct horse battery')
  await page.getByRole('button', { name: 'Create account' }).click()
  await chat.write('hello from ann')
  await chat.sees('hello from ann')

  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click()
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Password').fill('wrong horse battery')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('alert').getByText('Name or password is wrong.').waitFor()
  await page.getByLabel('Password').fill('correct horse battery')
  await page.getByLabel('Password').press('Enter')
  await chat.sees('hello from ann')
  expect(chat.troubles()).toEqual([])
})

test('signing out in one tab ends the other tab too, which says so', async () => {
  await using chat = await enterAsGuest(browser, cluster.url)
  const other = await chat.page.context().newPage()
  await other.goto(cluster.url)
  await other.getByRole('log').waitFor()
  await chat.page.getByRole('button', { name: 'Sign out' }).click()
  await chat.page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click()
  await other.getByText('Your time as a guest has ended.').waitFor()
  await other.getByRole('button', { name: 'Sign in' }).waitFor()
})

test('scrolling up brings older messages and keeps the one that is being read where it was', async () => {
  using writer = await writerWith(180)
  await using chat = await enterRoom(browser, writer.url)
  const { page } = chat
  await chat.sees('message 180')
  await eventually(async () => expect(await fromEnd(chat)).toBeLessThan(2))

  await scrollUpTo(chat, 'message 20')
  const read = page.getByText('message 20', { exact: true })
  await read.scrollIntoViewIfNeeded()
  const place = async () => Math.round((await read.boundingBox())?.y ?? Number.NaN)
  const before = await eventually(async () => {
    const first = await place()
    await page.evaluate(() => new Promise(requestAnimationFrame))
    expect(await place()).toBe(first)
    return first
  })

  await writer.say('while reading')
  await page.getByRole('button', { name: '1 new message' }).waitFor()
  expect(Math.abs((await place()) - before)).toBeLessThanOrEqual(1)
  await page.keyboard.press('Escape')
  await chat.sees('while reading')
  await eventually(async () => expect(await fromEnd(chat)).toBeLessThan(2))
  expect(chat.troubles()).toEqual([])
})

test('the buttons of a message that is cut off above are all in sight', async () => {
  using room = await makeRoom(cluster.url)
  for (let index = 1; index <= 60; index++) await room.say(`line ${index}`)
  await using chat = await enterRoom(browser, room.url)
  const { page } = chat
  await chat.sees('line 60')
  await page.mouse.move(0, 0)
  const log = page.getByRole('log')
  const cut = page.getByRole('article').filter({ hasText: 'line 25' })
  const isCutBy = (px: number) =>
    cut.evaluate((it, by) => {
      const scroller = it.closest('[role="log"]')
      const top = it.getBoundingClientRect().top + by - (scroller?.getBoundingClientRect().top ?? 0)
      scroller?.scrollBy(0, top)
      return Math.abs(top) <= 1
    }, px)
  for (const px of [0, 12]) {
    // By hand, or one is taken back to the end.
    await log.hover()
    await page.mouse.wheel(0, -300)
    await eventually(async () => expect(await isCutBy(px)).toBe(true))
    // Where the browser itself would not scroll it into sight.
    const { x = 0, y = 0 } = (await cut.boundingBox()) ?? {}
    await page.mouse.move(x + 200, y + 20)
    const reply = cut.getByRole('button', { name: 'Reply' })
    await eventually(async () => expect(await reply.evaluate(isInSight)).toBe(true))
  }
  await cut.getByRole('button', { name: 'Reply' }).click()
  await page.getByText('Replying to').waitFor()
  expect(chat.troubles()).toEqual([])
})

/** Nothing lies over it, or cuts it off. */
function isInSight(element: Element): boolean {
  const { left, right, top, bottom } = element.getBoundingClientRect()
  return [top + 1, (top + bottom) / 2, bottom - 1].every(y =>
    element.contains(document.elementFromPoint((left + right) / 2, y)),
  )
}

test('Home goes up to the oldest message that is there, and keeps it in sight as older ones come; End goes down', async () => {
  using writer = await writerWith(180)
  await using chat = await enterRoom(browser, writer.url)
  const { page } = chat
  await chat.sees('message 180')
  await standsStill(chat)
  // One of what came first is that this guest came.
  const oldest = 180 - JOIN_PAGE_ENTRIES + 2
  const oldestRow = page.getByText(`message ${oldest}`, { exact: true })

  await page.getByRole('log').press('Home')
  await chat.sees(`message ${oldest - 1}`)
  await expect.poll(async () => (await oldestRow.boundingBox())?.y ?? Number.NaN).toBeGreaterThan(0)
  await expect.poll(async () => (await oldestRow.boundingBox())?.y ?? Number.NaN).toBeLessThan(400)
  await page.getByRole('log').press('End')
  await expect.poll(() => fromEnd(chat)).toBeLessThan(2)
  expect(chat.troubles()).toEqual([])
})

test('where messages never stop, a slow machine shows and reads the newest, and one can scroll up from the first moment on', async () => {
  using writer = await writerWith(120)
  await using writing = writeOnAndOn(writer.say)
  await using chat = await enterAsGuest(browser, writer.url)
  {
    await using _slow = await slowedDown(chat, 6)
    await chat.page.getByRole('button', { name: 'Join room' }).click()
    await eventually(
      async () => {
        expect(Number((await chat.texts()).at(-1)?.replace('more ', ''))).toBeGreaterThan(60)
        expect(await chat.page.title()).not.toMatch(/^\(/)
      },
      { withinMs: 45_000 },
    )
  }
  await chat.page.reload()
  await scrollUpTo(chat, 'message 20')
  await chat.page.getByRole('button', { name: /new messages$/ }).waitFor()
  await writing.stop()
  await expect.poll(() => fromEnd(chat)).toBeGreaterThan(500)
})

test('whoever scrolls up from the first moment on is not held at the end', async () => {
  using writer = await writerWith(60)
  await using chat = await enterRoom(browser, writer.url)
  await chat.page.getByRole('log').hover()
  await eventually(
    async () => {
      await chat.page.mouse.wheel(0, -120)
      expect(await fromEnd(chat)).toBeGreaterThan(500)
    },
    { everyMs: 5 },
  )
})

test('whoever stands at the end stays there when messages come and when the text box grows', async () => {
  using writer = await writerWith(60)
  await using chat = await enterRoom(browser, writer.url)
  await chat.sees('message 60')
  for (let index = 0; index < 10; index++) await writer.say(`line one\nline two ${index}`)
  await eventually(async () => expect((await chat.texts()).at(-1)).toContain('line two 9'))
  await eventually(async () => expect(await fromEnd(chat)).toBeLessThan(2))
  for (let index = 0; index < 6; index++) {
    const text = index % 3 === 2 ? `own\nin two lines ${index}` : `own ${index}`
    await (index % 2 ? chat.write(text) : writer.say(text))
    await eventually(async () => {
      expect((await chat.texts()).at(-1)).toBe(text)
      expect(await chat.page.locator('[data-state]:not([data-state="sent"])').count()).toBe(0)
      expect(await fromEnd(chat)).toBeLessThan(2)
    })
  }
  await chat.page.getByRole('textbox', { name: /^Message to/ }).fill('a\nb\nc\nd\ne')
  await eventually(async () => expect(await fromEnd(chat)).toBeLessThan(2))
})

test('on a phone whoever stands at the end stays there while messages pour in', async () => {
  for (let round = 0; round < 2; round++) {
    using writer = await writerWith(0)
    await using chat = await enterRoom(browser, writer.url, { ...PHONE, deviceScaleFactor: 2 })
    // Other heights than those of what comes.
    for (let index = 0; index < 6; index++)
      await chat.write(`a message of mine that takes more than one line on a phone, and more ${index}`)
    for (let index = 0; index < 250; index++) await writer.say(`talk ${index}`)
    await eventually(async () => expect((await chat.texts()).at(-1)).toBe('talk 249'))
    await eventually(async () => expect(await fromEnd(chat)).toBeLessThan(2))
  }
})

test('[J4] who scrolls up to what was trimmed is told that older messages are no longer kept', async () => {
  await using small = await startCluster({ workers: 1, env: { ROOM_LOG_ENTRIES: '100' } })
  using writer = await writerWith(400, small)
  await using chat = await enterRoom(browser, writer.url)
  await chat.sees('message 400')
  await chat.page.getByRole('log').hover()
  await eventually(
    async () => {
      await chat.page.mouse.wheel(0, -1_000)
      expect(await chat.page.getByText('Older messages are no longer kept.').isVisible()).toBe(true)
      expect(await chat.page.getByText(/^This is the beginning of/).count()).toBe(0)
    },
    { withinMs: 30_000 },
  )
  await expect.poll(() => chat.page.getByText('message 1', { exact: true }).count()).toBe(0)
})

test('a message that is refused says why, is kept over a reload, and goes out when one tries again', async () => {
  using writer = await writerWith(1)
  await using chat = await enterRoom(browser, writer.url)
  const { page } = chat
  await chat.sees('message 1')
  const members = `hubbub:{r:${writer.roomId}}:members`
  const [, userId = ''] = await cluster.redis.redis.smembers(members).then(all => all.toSorted(isWriterFirst))
  function isWriterFirst(a: string, b: string) {
    return Number(b === writer.host.userId) - Number(a === writer.host.userId)
  }
  // As if another node had taken the membership away a moment ago.
  await cluster.redis.redis.srem(members, userId)
  await chat.write('am I still in?')
  await page.getByRole('button', { name: 'Retry' }).waitFor()
  await page
    .getByRole('article')
    .getByText(/^Not sent\. /)
    .waitFor()

  await page.locator('[aria-live="assertive"]', { hasText: 'Not sent: am I still in?' }).waitFor()

  await cluster.redis.redis.sadd(members, userId)
  await page.reload()
  await page.getByRole('button', { name: 'Retry' }).press('Enter')
  await expect
    .poll(() => page.getByRole('textbox').evaluate(box => box === document.activeElement))
    .toBe(true)
  await eventually(async () => expect(await page.locator('[data-state="refused"]').count()).toBe(0))
  await page.locator('[data-state="sent"]', { hasText: 'am I still in?' }).waitFor()
  await expect.poll(() => chat.texts()).toEqual(['message 1', 'am I still in?'])
})

test('the line of new messages stands where one stopped reading, and the count is in the title and at the icon', async () => {
  using writer = await writerWith(5)
  await using chat = await enterAsGuest(browser, cluster.url)
  const { page } = chat
  // Nothing is left unread in the lobby.
  await page.getByRole('log').waitFor()
  await page.keyboard.press('Escape')
  await eventually(async () => expect(await page.title()).toBe('Lobby – Hubbub'))
  await page.goto(writer.url)
  await page.getByRole('button', { name: 'Join room' }).click()
  await chat.sees('message 5')
  await page.getByRole('button', { name: 'Create room' }).click()
  const elsewhere = someName('room')
  await page.getByLabel('Room name').fill(elsewhere)
  await page.getByRole('dialog').getByRole('button', { name: 'Create room' }).click()
  await page.getByRole('textbox', { name: `Message to ${elsewhere}` }).waitFor()

  await page.evaluate(() => {
    const told: (number | undefined)[] = []
    Object.defineProperty(navigator, 'setAppBadge', {
      value: async (count?: number) => void told.push(count),
    })
    Object.assign(window, { badges: told })
  })
  const badge = () => page.evaluate((): number | undefined => Reflect.get(window, 'badges').at(-1))
  await writer.say('news one')
  await writer.say('news two')
  await eventually(async () => expect(await page.title()).toMatch(/^\(2\) /))
  expect(await badge()).toBe(2)
  await page.getByRole('link', { name: /2 unread$/ }).click()
  await chat.sees('news one')
  await page.getByRole('heading', { name: 'New messages' }).waitFor()
  await eventually(async () => expect(await page.title()).not.toMatch(/^\(/))
  expect(await badge()).toBe(0)
})

test('a whole visit by keyboard alone', async () => {
  await using chat = await enterAsGuest(browser, cluster.url)
  const { page } = chat
  const room = someName('keys')
  await page.getByRole('textbox', { name: /^Message to/ }).waitFor()
  await page.keyboard.type('typed')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.type('two lines')
  await page.keyboard.press('Enter')
  await eventually(async () => expect((await chat.texts()).at(-1)).toBe('typed\ntwo lines'))

  await page.getByRole('button', { name: 'Create room' }).press('Enter')
  await page.getByLabel('Room name').press('Escape')
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
    .toBe('Create room')
  await page.keyboard.press('Enter')
  await page.keyboard.type(room)
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: `Message to ${room}` }).waitFor()
  await page.keyboard.type('in the new room')
  await page.keyboard.press('Enter')
  await chat.sees('in the new room')

  await page.keyboard.press('Alt+ArrowDown')
  await page.getByRole('textbox', { name: 'Message to Lobby' }).waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog', { name: 'Switch room' }).waitFor()
  await page.keyboard.type(room.slice(0, 8))
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: `Message to ${room}` }).waitFor()
  expect(chat.troubles()).toEqual([])
})

test('what others write is shown as text, whatever it looks like', async () => {
  using writer = await writerWith(0)
  await using chat = await enterRoom(browser, writer.url)
  const { page } = chat
  page.on('dialog', dialog => void dialog.dismiss().then(() => expect.fail(dialog.message())))
  const hostile = [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    'javascript:alert(1)',
    `zalgo ${'\u0301'.repeat(400)}`,
    `tall ${'\n'.repeat(900)} text`,
    'wide'.repeat(400),
    '\u202Ereversed',
  ]
  for (const text of hostile) await writer.say(text)
  await writer.say('see https://example.com/a?b=c.')
  const link = page.getByRole('link', { name: 'https://example.com/a?b=c' })
  await expect.poll(() => link.getAttribute('href')).toBe('https://example.com/a?b=c')
  await expect.poll(() => link.getAttribute('rel')).toBe('noopener noreferrer nofollow')
  await expect.poll(() => page.getByRole('log').locator('.message-text').getByRole('link').count()).toBe(1)
  await expect.poll(() => page.getByRole('log').evaluate(log => log.scrollWidth - log.clientWidth)).toBe(0)
  const heights = await page.getByRole('article').evaluateAll(rows => rows.map(row => row.clientHeight))
  expect(Math.max(...heights)).toBeLessThan(500)
  expect(chat.troubles()).toEqual([])
})

test('neither messages nor the names of people and rooms are anything but text, however they are made to run', async () => {
  using eve = await guest(cluster.url, { name: HOSTILE_NAME })
  const { roomId } = await eve.ok('room:create', { name: HOSTILE_NAME })
  await eve.join(roomId)
  const tall = { viewport: { width: 1280, height: 12_000 } }
  await using chat = await enterRoom(browser, `${cluster.url}/#/room/${roomId}`, tall)
  const { page } = chat
  const ran: string[] = []
  page.on('dialog', dialog => {
    ran.push(dialog.message())
    void dialog.dismiss()
  })
  for (const text of HOSTILE_MARKUP) await eve.send(roomId, text)
  await eve.send(roomId, 'the last one')
  await chat.sees('the last one')
  const log = page.getByRole('log')
  await expect.poll(() => log.locator('.message-text').count()).toBe(HOSTILE_MARKUP.length + 1)
  const shown = await log.locator('.message-text').allInnerTexts()
  expect(shown.filter(text => text.includes('alert(1)')).length).toBeGreaterThan(130)
  // Of what a message may hold, none but links; and none of these leads anywhere but to a page.
  await expect
    .poll(() => log.locator('.message-text :is(img, svg, script, style, iframe, object, input)').count())
    .toBe(0)
  const links = await log
    .locator('.message-text')
    .getByRole('link')
    .evaluateAll(found => found.map(link => link.getAttribute('href')))
  expect(links.filter(href => !/^(https?|mailto):/.test(href ?? ''))).toEqual([])
  await page.getByRole('heading', { level: 1, name: HOSTILE_NAME }).waitFor()
  await expect.poll(() => page.getByText(HOSTILE_NAME, { exact: true }).count()).toBeGreaterThan(2)
  expect(ran).toEqual([])
  expect(chat.troubles()).toEqual([])
})

test('a text is shown in the shape that its marks give it: quoted, bold, struck out, as code, as a list', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url)
  const { page } = chat
  await chat.write('> we meet at *noon*\n> ~at the lake~\n**no**, at `3`!')
  const text = page.locator('.message-text')
  await text.getByRole('blockquote').waitFor()
  await expect.poll(() => text.getByRole('blockquote').innerText()).toBe('we meet at noon\nat the lake')
  await expect.poll(() => text.locator('strong').allInnerTexts()).toEqual(['noon', 'no'])
  await expect.poll(() => text.locator('s').allInnerTexts()).toEqual(['at the lake'])
  await expect.poll(() => text.locator('code').allInnerTexts()).toEqual(['3'])
  await expect.poll(() => text.locator('p').innerText()).toBe('no, at 3!')
  await chat.write('bring\n- bread\n- *fresh* milk\nand be there at\n3. noon\n5. or later')
  await text.getByRole('listitem').nth(3).waitFor()
  await expect
    .poll(() => text.getByRole('list').allInnerTexts())
    .toEqual(['bread\nfresh milk', 'noon\nor later'])
  await expect.poll(() => text.locator('ol li').nth(1).getAttribute('value')).toBe('5')
  expect(chat.troubles()).toEqual([])
})

test('by keyboard what is selected becomes bold or italic, is so no more, and each step can be undone', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url)
  const { page } = chat
  const box = page.getByRole('textbox', { name: /^Message to/ })
  await box.pressSequentially('see you')
  await box.press('Control+Shift+ArrowLeft')
  await box.press('Control+b')
  await expect.poll(() => box.inputValue()).toBe('see *you*')
  await box.press('Control+b')
  await expect.poll(() => box.inputValue()).toBe('see you')
  await box.press('Control+z')
  await expect.poll(() => box.inputValue()).toBe('see *you*')
  await box.press('End')
  await box.press('Space')
  await box.press('Control+i')
  await box.pressSequentially('soon')
  await box.press('Control+i')
  await box.pressSequentially('!')
  await expect.poll(() => box.inputValue()).toBe('see *you* _soon_!')
  await box.press('Enter')
  await chat.hasSent('see you soon!')
  await expect.poll(() => page.locator('.message-text strong').innerText()).toBe('you')
  await expect.poll(() => page.locator('.message-text em').innerText()).toBe('soon')

  await box.press('ArrowUp')
  const edit = page.getByRole('form', { name: 'Edit message' }).getByRole('textbox')
  await edit.press('Control+Shift+Home')
  await edit.press('Control+i')
  await expect.poll(() => edit.inputValue()).toBe('see *you* _soon_!')
  await edit.fill('soon')
  await edit.press('Control+a')
  await edit.press('Control+i')
  await expect.poll(() => edit.inputValue()).toBe('_soon_')
})

test('where a part of the page does not arrive, one still reads and writes, is told so, and a reload brings it', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url)
  const { page } = chat
  await page.route('**/chat-dialogs-*.js', route => route.abort())
  await page.reload()
  const notice = page.getByRole('alert').filter({ hasText: 'could not be loaded' })
  await notice.waitFor()
  await chat.write('still here')
  await chat.sees('still here')
  await chat.write('/topic of that part')
  await page.getByText('That part of the page could not be loaded. Load the page again.').waitFor()
  await page.getByRole('textbox', { name: /^Message to/ }).fill('')

  await page.unroute('**/chat-dialogs-*.js')
  await notice.getByRole('button', { name: 'Reload' }).click()
  await chat.sees('still here')
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog', { name: 'Switch room' }).waitFor()
  await expect.poll(() => notice.count()).toBe(0)
})

test('whoever opens a link to a message reads what is there, though the part of the page that leads to it does not arrive', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url)
  const { page } = chat
  await room.say('linked to')
  await chat.sees('linked to')
  const link = await page
    .getByRole('article')
    .filter({ hasText: 'linked to' })
    .locator('time a')
    .getAttribute('href')
  await page.route('**/chat-dialogs-*.js', route => route.abort())
  await page.goto('about:blank')
  await page.goto(`${cluster.url}/${link}`)
  await page.getByRole('alert').filter({ hasText: 'could not be loaded' }).waitFor()
  await room.say('said since')
  await chat.sees('said since')
  await expect.poll(() => page.title()).not.toMatch(/^\(/)
})

test('what is written before a part of the page is there is neither lost nor kept waiting, and completed once it is', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url)
  const { page } = chat
  const arrive = await holdBackLaterPart(page)
  await page.reload()
  await chat.write('at once')
  await chat.sees('at once')
  const box = page.getByRole('textbox', { name: /^Message to/ })
  await box.pressSequentially('/sh')
  expect(await page.getByRole('listbox').count()).toBe(0)

  arrive()
  // The text box has become one with a list, and is still the same.
  const completing = page.getByRole('combobox', { name: /^Message to/ })
  await page.getByRole('option', { name: /^\/shrug/ }).waitFor()
  await completing.press('Tab')
  expect(await box.inputValue()).toBe('/shrug ')
  expect(await box.evaluate(element => element === document.activeElement)).toBe(true)
})

test('a command given before its part of the page is there is done once it is', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url)
  const { page } = chat
  const arrive = await holdBackLaterPart(page)
  await page.reload()
  await chat.write('/me waits')
  expect(await page.getByRole('textbox', { name: /^Message to/ }).inputValue()).toBe('/me waits')
  arrive()
  await page
    .getByRole('log')
    .getByText(/ waits$/)
    .waitFor()
  await expect.poll(() => page.getByRole('textbox', { name: /^Message to/ }).inputValue()).toBe('')
})

test('on a phone the rooms are in a drawer, and nothing is wider than the screen', async () => {
  await using chat = await enterAsGuest(browser, cluster.url, PHONE)
  const { page } = chat
  await page.getByRole('textbox', { name: /^Message to/ }).waitFor()
  await page.getByRole('button', { name: 'Rooms' }).tap()
  await page.getByRole('dialog', { name: 'Rooms' }).getByRole('button', { name: 'Create room' }).tap()
  const room = someName('pocket')
  await page.getByLabel('Room name').fill(room)
  await page.getByRole('dialog').getByRole('button', { name: 'Create room' }).tap()
  await page.getByRole('textbox', { name: `Message to ${room}` }).waitFor()
  await page.getByRole('button', { name: 'Members' }).tap()
  await page.getByRole('dialog', { name: 'Members' }).getByText('1 person here').waitFor()
  await page.getByRole('button', { name: 'Close' }).tap()
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  expect(chat.troubles()).toEqual([])
})

test('the theme follows the system until one is chosen, and the choice stays', async () => {
  await using chat = await enterAsGuest(browser, cluster.url, { colorScheme: 'dark' })
  const { page } = chat
  const isDark = () =>
    page.evaluate(() => {
      const [red = 255] = getComputedStyle(document.documentElement).backgroundColor.match(/\d+/g) ?? []
      return Number(red) < 64
    })
  await expect.poll(() => isDark()).toBe(true)
  await page.getByRole('button', { name: 'Theme: system' }).click()
  await expect.poll(() => isDark()).toBe(false)
  await page.reload()
  await page.getByRole('button', { name: 'Theme: light' }).waitFor()
  await expect.poll(() => isDark()).toBe(false)
})

test('a draft stays with its room and outlives a reload', async () => {
  await using chat = await enterAsGuest(browser, cluster.url)
  const { page } = chat
  const composer = page.getByRole('textbox', { name: /^Message to/ })
  await composer.fill('not yet')
  await page.reload()
  await composer.waitFor()
  await expect.poll(() => composer.inputValue()).toBe('not yet')
})

test('a text stays wholly in sight when the page becomes narrow, and takes no more room than it needs when it is wide again', async () => {
  await using chat = await enterAsGuest(browser, cluster.url)
  const { page } = chat
  const composer = page.getByRole('textbox', { name: /^Message to/ })
  await composer.fill('many words '.repeat(14))
  const heights = () => composer.evaluate(box => [box.clientHeight, box.scrollHeight])
  const [wide = 0] = await heights()
  await page.setViewportSize({ width: 390, height: 844 })
  await expect.poll(async () => (await heights())[0]).toBeGreaterThan(wide)
  const [inner, content] = await heights()
  expect(inner).toBe(content)
  await page.setViewportSize({ width: 1280, height: 800 })
  await expect.poll(async () => (await heights())[0]).toBe(wide)
})

test('a draft that is sent from another tab is gone here too; what was written on meanwhile stays', async () => {
  using room = await makeRoom(cluster.url)
  await using chat = await enterRoom(browser, room.url)
  const { page } = chat
  const composer = (of: Page) => of.getByRole('textbox', { name: /^Message to/ })
  await composer(page).fill('half a thought')
  await page.getByRole('log').focus()
  const second = await page.context().newPage()
  await second.goto(room.url)
  await expect.poll(() => composer(second).inputValue()).toBe('half a thought')
  await composer(second).press('End')
  await composer(second).pressSequentially(', whole')
  await composer(second).press('Enter')
  await chat.sees('half a thought, whole')
  await expect.poll(() => composer(page).inputValue()).toBe('')

  await composer(second).fill('another')
  await expect.poll(() => composer(page).inputValue()).toBe('another')
  await composer(page).fill('another one')
  await composer(second).press('Enter')
  await chat.sees('another')
  expect(await composer(page).inputValue()).toBe('another one')
  expect(chat.troubles()).toEqual([])
})

test('[P3] the others see who is typing', async () => {
  using writer = await writerWith(1)
  await using ann = await enterRoom(browser, writer.url)
  await using bob = await enterRoom(browser, writer.url)
  await ann.page.getByRole('textbox', { name: /^Message to/ }).pressSequentially('well')
  await bob.page.getByText(/ is typing…$/).waitFor()
  await ann.page.getByRole('textbox', { name: /^Message to/ }).fill('')
  await bob.page.getByText(/ is typing…$/).waitFor({ state: 'detached' })
})

test('a room that cannot be joined right now keeps no other from being shown, and comes when it can be', async () => {
  using room = await makeRoom(cluster.url)
  await room.say('said before')
  await using chat = await enterRoom(browser, room.url)
  await chat.sees('said before')
  const { redis } = cluster.redis
  const log = (await redis.keys(`*${room.roomId}*log`))[0] ?? ''
  await redis.rename(log, `${log}-away`)
  // No log: every join fails as a bug of the server would make it.
  await redis.set(log, 'damaged')
  await chat.page.reload()
  await chat.page.getByRole('link', { name: /Lobby/ }).waitFor()
  await chat.page.getByRole('heading', { name: 'This room cannot be opened right now' }).waitFor()

  await redis.rename(`${log}-away`, log)
  await chat.sees('said before')
})
