import {
  ChatError,
  type EntryId,
  type Epoch,
  parseClientMessageId,
  parseRoomId,
  parseSeq,
  parseUserId,
  parseWebhookId,
  type Sender,
  type SendMessage,
} from '@hubbub/shared'
import { expect, test } from 'vitest'
import { createWebhookRules } from '../../../apps/server/src/chat/webhooks.js'

const address = { roomId: parseRoomId('room'), webhookId: parseWebhookId('hook'), secret: 'secret' }
const receipt = {
  ...{ seq: parseSeq(1), epoch: 'epoch' as Epoch, mid: 'some-entry' as EntryId },
  ...{ sentAt: 1, duplicate: false },
}
const never = async () => {
  throw new Error('nobody asks for this')
}

/** A webhook named CI, and what the log is given of it. */
function rulesOn(refusal: ChatError | null = null, isThere = true) {
  const sent: { sender: Sender; command: SendMessage }[] = []
  let counted = 0
  const rules = createWebhookRules({
    webhooks: {
      add: async ({ roomId }) => ({ ...address, roomId }),
      remove: never,
      list: never,
      find: async ({ webhookId }) => (isThere ? { webhookId, name: 'CI' } : null),
    },
    throttle: async () => void counted++,
    async sendMessage(sender, command) {
      if (refusal !== null) throw refusal
      sent.push({ sender, command })
      return receipt
    },
  })
  return { ...rules, sent, counted: () => counted }
}

test('[B5] a message is sent as the webhook, by whatever name it goes', async () => {
  const { post, sent } = rulesOn()
  for (const username of [undefined, ' ', 'Ann', '  Two   words '])
    await post(address, { text: 'hi', username })
  const [userId, app] = [parseUserId('hook'), 'CI']
  expect(sent.map(({ sender }) => sender)).toEqual(
    ['CI', 'CI', 'Ann', 'Two words'].map(name => ({ userId, name, app })),
  )
  await expect(post(address, { text: 'hi', username: 'a\u200Bb' })).rejects.toMatchObject({
    code: 'bad_request',
  })
})

const LINK = 'https://ci.example.com/deploy/9'
const ASKED = `${LINK}?a=1&b=2`

test.each([
  ['a link with a label', `see <${LINK}|deploy 9>, ok`, `see deploy 9 (${LINK}), ok`],
  ['a bare link', `<${LINK}>`, LINK],
  ['a link whose label is its address', `<${LINK}|${LINK}>`, LINK],
  ['a link with an empty label', `<${LINK}| >`, LINK],
  ['two links', `<${LINK}|a> <${LINK}|b>`, `a (${LINK}) b (${LINK})`],
  ['a link with a sign in it', `<${ASKED.replace('&', '&amp;')}|a &lt; b>`, `a < b (${ASKED})`],
  ['an address of mail', '<mailto:ann@example.com|ann@example.com>', 'ann@example.com'],
  ['a person by mail', '<mailto:ann@example.com|Ann>', 'Ann (ann@example.com)'],
  ['signs', '&lt;b&gt; &amp; co', '<b> & co'],
  ['a sign that stands for itself', '&amp;lt;', '&lt;'],
  ['what only looks like it', 'a < b > c & d <b> <!here> &nbsp; &lt', 'a < b > c & d <b> <!here> &nbsp; &lt'],
])('[B2] of a text as programs write it for Slack, people see %s', async (_, posted, shown) => {
  const { post, sent } = rulesOn()
  await post(address, { text: posted })
  expect(sent.map(({ command }) => command.text)).toEqual([shown])
  expect(shown.length).toBeLessThanOrEqual(posted.length)
})

test('[B3] the same idempotency key is the same clientMessageId, whatever it looks like; none is always another', async () => {
  const { post, sent } = rulesOn()
  const keys = ['build 7', 'build 7', 'x', undefined, undefined]
  for (const idempotencyKey of keys) await post(address, { text: 'hi', idempotencyKey })
  const [first, second, ...others] = sent.map(({ command }) => command.clientMessageId)
  expect(first).toBe(second)
  expect(new Set([first, ...others]).size).toBe(4)
  for (const key of others) expect(parseClientMessageId(key)).toBe(key)
})

test('[B4] what is removed between the look and the writing is told as not there, and a conflict in words for programs', async () => {
  const posted = { text: 'hi' }
  const gone = rulesOn(new ChatError('not_a_member', 'You are not a member of this room.'))
  const notThere = { code: 'not_found', message: 'There is no such webhook.' }
  await expect(gone.post(address, posted)).rejects.toMatchObject(notThere)
  const unknown = rulesOn(null, false)
  await expect(unknown.post(address, posted)).rejects.toMatchObject(notThere)
  // Whoever guesses takes nothing from what the webhook may post.
  expect(unknown.counted()).toBe(0)
  const used = rulesOn(new ChatError('conflict', 'This clientMessageId was used for another text.'))
  await expect(used.post(address, posted)).rejects.toMatchObject({ message: /idempotency key/ })
  const away = rulesOn(new ChatError('unavailable', 'Not now.'))
  await expect(away.post(address, posted)).rejects.toMatchObject({ code: 'unavailable' })
})

test('[B1] the address is told as a path of room, webhook and secret', async () => {
  const command = { roomId: address.roomId, clientMessageId: parseClientMessageId('some-key') }
  const by = { user: { userId: parseUserId('u-ann'), name: 'Ann' }, moderatesAll: false }
  expect(await rulesOn().create(by, { ...command, name: ' CI  jobs ' })).toEqual({
    ...{ webhookId: 'hook', name: 'CI jobs', path: '/api/hooks/room/hook/secret' },
  })
})
