// Where the links of a message lead, as the log takes and tells it.

import { type LinkPreview, type MessagePlace, parseClientMessageId, parseSeq } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { codeOf, connectStores, draft, user } from './redis-stores.js'

const ann = user('ann')
const bob = user('bob')
const nasty = 'a secret"} "text":"x"}\\ "target":"x", "preview":{}'
const tea: LinkPreview = {
  link: 'https://example.com',
  site: 'example.com',
  title: nasty,
  description: nasty,
}

/** A room of Ann and Bob, and where messages of Ann lead. */
async function roomOfTwo() {
  const stores = await connectStores()
  const { roomId } = await stores.rooms.create('room', 'room', ann)
  for (const one of [ann, bob]) await stores.rooms.join(roomId, one)
  let keys = 0
  const newKey = () => parseClientMessageId(`link-${++keys}-000`)
  const told = async () => (await stores.log.resume({ user: bob, moderatesAll: false }, { roomId })).entries
  return {
    ...stores,
    roomId,
    told,
    say: (text: string) => stores.log.append(draft(roomId, ann, text)),
    deleteIt: (target: MessagePlace) =>
      stores.changes.change({ roomId, sender: ann, target, clientMessageId: newKey(), text: null }),
    show: (
      { seq, mid }: MessagePlace,
      preview: LinkPreview,
      { sender = ann, clientMessageId = newKey() } = {},
    ) => stores.changes.preview({ roomId, sender, clientMessageId, target: { seq, mid }, preview }),
  }
}

test('[L1] where a link leads is an entry behind its message, once, and of its sender alone', async () => {
  const { say, show, told, log, roomId } = await roomOfTwo()
  const message = await say('see https://example.com')
  const clientMessageId = parseClientMessageId('the-same-key')
  const receipt = await show(message, tea, { clientMessageId })
  expect(receipt).toMatchObject({ seq: message.seq + 1, duplicate: false })
  expect(await show(message, tea, { clientMessageId })).toEqual({ ...receipt, duplicate: true })
  expect(await codeOf(show(message, { ...tea, title: 'Milk' }, { clientMessageId }))).toBe('conflict')
  expect(await codeOf(show(message, tea, { sender: bob }))).toBe('not_the_sender')
  expect(await codeOf(show({ ...message, seq: parseSeq(999) }, tea))).toBe('not_found')
  expect(await codeOf(show(receipt, tea))).toBe('not_found')
  const last = (await told()).at(-1)
  expect(last).toMatchObject({ kind: 'link-previewed', sender: ann, target: message.mid, preview: tea })
  expect((await log.head(roomId)).seq).toBe(receipt.seq)
})

test('[L1] a message that is deleted, or whose sender has left or is muted, gets none any more', async () => {
  const { say, show, deleteIt, rooms, restrictions, roomId } = await roomOfTwo()
  const message = await say('see https://example.com')
  const another = await say('see https://example.com too')
  await deleteIt(message)
  expect(await codeOf(show(message, tea))).toBe('not_found')
  const moderator = { user: bob, moderatesAll: true }
  const mute = {
    roomId,
    by: moderator,
    target: { user: ann, moderatesAll: false, isGone: false },
    restriction: 'muted' as const,
  }
  await restrictions.restrict({ ...mute, clientMessageId: parseClientMessageId('mute-ann-1') })
  expect(await codeOf(show(another, tea))).toBe('muted')
  await rooms.leave(roomId, ann)
  expect(await codeOf(show(another, tea))).toBe('not_a_member')
})

test('[C3] [L1] where the link of a deleted message led is told to nobody any more, and that of others is', async () => {
  const { say, show, deleteIt, told, log, roomId } = await roomOfTwo()
  const message = await say('see https://example.com')
  const other = await say('see https://example.org')
  const kept: LinkPreview = {
    ...tea,
    link: 'https://example.org',
    title: 'kept "preview":{',
    description: '',
  }
  const shown = await show(message, tea)
  await show(other, kept)
  await deleteIt(message)
  const { epoch, seq, mid } = message
  const ways = [
    await told(),
    (await log.page(bob.userId, { roomId, epoch, limit: 100, before: parseSeq(1_000) })).entries,
    (await log.readAfter(roomId, { epoch, seq, mid })).page.entries,
  ]
  for (const entries of ways) {
    expect(JSON.stringify(entries)).not.toContain('secret')
    expect(entries.find(entry => entry.seq === shown.seq)).toMatchObject({
      target: message.mid,
      preview: null,
    })
    expect(entries.find(entry => entry.seq === shown.seq + 1)).toMatchObject({ preview: kept })
  }
})
