import { ChatError, type LinkPreview, type User } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { createLinkPreviews } from '../../../apps/server/src/chat/link-previews.js'
import type { LinkedMessage, PreviewOutcome } from '../../../apps/server/src/chat/ports.js'
import { ann, bob, epoch, LOBBY, message, seq } from '../client/make.js'

/** Pages that all say the same when they are let. */
function previews({ refusal }: { refusal?: Error } = {}) {
  const asked: string[] = []
  const shown: LinkedMessage[] = []
  const outcomes: PreviewOutcome[] = []
  const waiting: (() => void)[] = []
  const rules = createLinkPreviews({
    pages: {
      mayAsk: link => !link.includes('forbidden'),
      read: link =>
        new Promise((resolve, reject) => {
          asked.push(link)
          waiting.push(() => {
            if (link.includes('broken')) reject(new Error('broken'))
            else
              resolve(link.includes('empty') ? null : { site: 'example.com', title: 'Tea', description: '' })
          })
        }),
    },
    changes: {
      async preview(linked) {
        if (refusal) throw refusal
        shown.push(linked)
        return { seq: seq(9), epoch: epoch('epoch'), mid: message(9).mid, sentAt: 0, duplicate: false }
      },
    },
    counted: outcome => outcomes.push(outcome),
    failed: () => undefined,
  })
  return {
    asked,
    shown,
    outcomes,
    say(text: string, sender: User = ann, at = 1) {
      rules.said({ roomId: LOBBY, sender, place: { seq: seq(at), mid: message(at).mid }, text })
    },
    async answered() {
      for (const answer of waiting.splice(0)) answer()
      await rules.done()
    },
  }
}

test('[L1] the first link of a message is looked up, without what belongs to the sentence', async () => {
  const { say, asked, shown, outcomes, answered } = previews()
  say('mailto:ann@example.com: see (https://example.com/tea_(drink)), and https://example.com/milk!')
  await answered()
  const preview: LinkPreview = {
    link: 'https://example.com/tea_(drink)',
    site: 'example.com',
    title: 'Tea',
    description: '',
  }
  expect(shown).toMatchObject([{ roomId: LOBBY, sender: ann, target: { seq: 1 }, preview }])
  for (const text of [
    'none',
    '`https://example.com/code`',
    'no card: <https://example.com/x>',
    '```\nhttps://example.com\n```',
    'mailto:ann@example.com',
  ])
    say(text)
  say('http://forbidden.example')
  await answered()
  expect(asked).toEqual(['https://example.com/tea_(drink)'])
  expect(outcomes).toEqual(['shown'])
})

test('[L1] a link is shown once at a message, under one key, and at each message under its own', async () => {
  const { say, shown, answered } = previews()
  say('https://example.com/a')
  say('again https://example.com/a')
  await answered()
  say('https://example.com/b')
  say('https://example.com/a', ann, 2)
  await answered()
  const keys = shown.map(({ clientMessageId }) => clientMessageId)
  expect(keys[0]).toBe(keys[1])
  expect(new Set(keys).size).toBe(3)
})

test('[L1] a page that is not there, says nothing or comes too late is no preview, and that is counted', async () => {
  const { say, shown, outcomes, answered } = previews()
  say('https://example.com/broken')
  say('https://example.com/empty')
  await answered()
  expect(outcomes.sort()).toEqual(['failed', 'nothing'])
  expect(shown).toEqual([])

  const late = previews({ refusal: new ChatError('not_found', 'deleted') })
  late.say('https://example.com/a')
  await late.answered()
  const away = previews({ refusal: new ChatError('unavailable', 'no Redis') })
  away.say('https://example.com/a')
  await away.answered()
  expect([late.outcomes, away.outcomes]).toEqual([['nothing'], ['failed']])
})

test('[L1] a link that is changed away before it was looked up is told to nobody', async () => {
  const { say, shown, outcomes, answered } = previews()
  say('https://example.com/secret')
  say('https://example.com/kept', ann, 2)
  say('never mind', ann, 1)
  say('still https://example.com/kept', ann, 2)
  await answered()
  expect(shown.map(({ preview }) => preview.link)).toEqual([
    'https://example.com/kept',
    'https://example.com/kept',
  ])
  expect(outcomes.sort()).toEqual(['nothing', 'shown', 'shown'])
})

test('[L2] one person has few links looked up at a time, and takes no place from others', async () => {
  const { say, asked, outcomes, answered } = previews()
  for (let at = 1; at <= 5; at++) say(`https://example.com/${at}`, ann, at)
  say('https://example.com/of-bob', bob, 6)
  expect(asked).toHaveLength(4)
  expect(outcomes).toEqual(['dropped', 'dropped'])
  await answered()
  say('https://example.com/later', ann, 7)
  expect(asked).toHaveLength(5)
  await answered()
})
