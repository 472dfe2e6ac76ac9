import { ChatError, EMOJI_MAX_LENGTH, NAME_MAX_LENGTH, type ReactToMessage } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { createChangeRules } from '../../../apps/server/src/chat/change-message.js'
import { bob, epoch, key, LOBBY, message, seq } from '../client/make.js'

const NO_RENAMES = { rename: () => Promise.reject(new Error('nothing is renamed')) }

/** What became of a reaction with this emoji: what the store got, or the code of the refusal. */
async function reactWith(emoji: string): Promise<unknown> {
  const got: string[] = []
  const { react } = createChangeRules(
    {
      change: () => Promise.reject(new Error('nothing is changed')),
      pin: () => Promise.reject(new Error('nothing is pinned')),
      preview: () => Promise.reject(new Error('nothing is shown')),
      setTopic: () => Promise.reject(new Error('there is no topic')),
      react: async reaction => {
        got.push(reaction.emoji)
        return { seq: seq(2), epoch: epoch('epoch'), mid: message(2).mid, sentAt: 0, duplicate: false }
      },
    },
    NO_RENAMES,
    { changed: () => undefined },
  )
  const { mid } = message(1)
  const command: ReactToMessage = {
    roomId: LOBBY,
    clientMessageId: key(1),
    seq: seq(1),
    mid,
    emoji,
    on: true,
  }
  try {
    await react(bob, command)
    return got
  } catch (error) {
    return error instanceof ChatError ? error.code : error
  }
}

test('[C4] one emoji is a reaction, of one code point or of many', async () => {
  for (const emoji of ['👍', '❤️', '👍🏽', '👩‍👩‍👧‍👦', '🇩🇪', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '🏳️‍🌈', '1️⃣', '👩🏽‍❤️‍💋‍👨🏿']) {
    expect(emoji.length).toBeLessThanOrEqual(EMOJI_MAX_LENGTH)
    expect(await reactWith(emoji)).toEqual([emoji])
  }
})

test('[C4] a word, two emoji, half of one or a hidden character is no reaction', async () => {
  const none = [
    'x',
    '+1',
    '1',
    ' ',
    '👍👍',
    ' 👍',
    '👍\n',
    '\ud83d',
    '\u200d',
    '\ufe0f',
    '🏽🏽',
    '👍\u200b',
    '👨‍👍',
  ]
  for (const text of none) expect([text, await reactWith(text)]).toEqual([text, 'bad_request'])
})

test('[L1] what a message says by now is told once it is in the log, and nothing of a deletion or of what is sent again', async () => {
  const told: string[] = []
  const receipt = { seq: seq(2), epoch: epoch('epoch'), mid: message(2).mid, sentAt: 0 }
  const unused = () => Promise.reject(new Error('is not asked for'))
  const { change } = createChangeRules(
    {
      change: async ({ clientMessageId }) => ({ ...receipt, duplicate: clientMessageId === key(9) }),
      ...{ pin: unused, react: unused, preview: unused, setTopic: unused },
    },
    NO_RENAMES,
    { changed: ({ place, text }) => told.push(`${place.seq} ${text}`) },
  )
  const command = { roomId: LOBBY, clientMessageId: key(1), seq: seq(1), mid: message(1).mid }
  await change({ user: bob, moderatesAll: false }, { ...command, text: 'a link' })
  await change({ user: bob, moderatesAll: false }, { ...command, text: null })
  await change({ user: bob, moderatesAll: false }, { ...command, clientMessageId: key(9), text: 'a link' })
  expect(told).toEqual(['1 a link'])
})

test('[C7] a name is stored in one form, with what it has in common with those that look like it', async () => {
  const receipt = { seq: seq(2), epoch: epoch('epoch'), mid: message(2).mid, sentAt: 0, duplicate: false }
  const unused = () => Promise.reject(new Error('is not asked for'))
  const given: string[] = []
  const { rename } = createChangeRules(
    { change: unused, pin: unused, react: unused, preview: unused, setTopic: unused },
    {
      async rename({ name, skeleton, by }) {
        given.push(`${by.user.name} ${by.moderatesAll} ${name} ${skeleton}`)
        return receipt
      },
    },
    { changed: () => undefined },
  )
  const by = { user: bob, moderatesAll: true }
  const command = { roomId: LOBBY, clientMessageId: key(1) }
  expect(await rename(by, { ...command, name: '  Tea \u3000 t\uff29me ' })).toBe(receipt)
  for (const name of ['  ', '…', 'zero\u200bwidth', 'x'.repeat(NAME_MAX_LENGTH + 1)])
    await expect(rename(by, { ...command, name })).rejects.toMatchObject({ code: 'bad_request' })
  expect(given).toEqual(['Bob true Tea tIme tea-tlme'])
})
