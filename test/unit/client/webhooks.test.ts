import { type MessagePlace, parseWebhookId } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { settled } from './fake-clock.js'
import { ann, key, LOBBY, page, seq, standing } from './make.js'
import { startClient } from './start-client.js'

const summary = {
  ...{ roomId: LOBBY, name: 'Lobby', kind: 'public' as const, topic: '' },
  ...{ memberCount: 1, createdAt: 0 },
}
const pins: MessagePlace[] = []

async function inRoom() {
  const started = startClient()
  await started.connect()
  const link = started.links.newest()
  link.take('rooms:list').answer({ mine: [summary], others: [], next: null })
  await settled()
  const presence = { count: 1, users: [ann] }
  const rest = { room: summary, pins, resync: null, readSeq: seq(2), presence, ...standing }
  link.take('room:join').answer({ ...page(1, 2), ...rest })
  await settled()
  return { ...started, link }
}

test('[B1] [E4] a webhook is asked for again under the same key until it is answered, and so is its end', async () => {
  const { client, link, clock } = await inRoom()
  const creating = client.createWebhook(LOBBY, 'CI')
  link.take('webhook:create').refuse('unavailable', 0)
  await clock.advance(3_000)
  const asked = link.take('webhook:create')
  expect(asked.command).toEqual({ roomId: LOBBY, clientMessageId: key(1), name: 'CI' })
  const webhookId = parseWebhookId('hook')
  const made = { webhookId, name: 'CI', path: '/api/hooks/lobby/hook/secret' }
  asked.answer(made)
  expect(await creating).toEqual(made)

  const listing = client.listWebhooks(LOBBY)
  link.take('webhook:list').answer({ webhooks: [] })
  expect(await listing).toEqual([])
  const removing = client.removeWebhook(LOBBY, webhookId)
  const removal = link.take('webhook:remove')
  expect(removal.command).toEqual({ roomId: LOBBY, clientMessageId: key(2), webhookId })
  removal.refuse('not_found')
  await expect(removing).rejects.toMatchObject({ code: 'not_found' })
})

test('[B1] when the connection ends first, it is not known whether there is a webhook', async () => {
  const { client, link } = await inRoom()
  const creating = client.createWebhook(LOBBY, 'CI')
  link.end()
  await expect(creating).rejects.toMatchObject({ code: 'unavailable' })
  await expect(client.listWebhooks(LOBBY)).rejects.toMatchObject({ code: 'unavailable' })
})

test('after a reconnect a room can be asked once it is joined again, and its readers are told', async () => {
  const { client, clock, links, link } = await inRoom()
  const told: boolean[] = []
  client.subscribe(() => told.push(client.isReachable(LOBBY)))
  expect(client.isReachable(LOBBY)).toBe(true)
  link.end()
  await clock.advance(3_000)
  links.newest().welcome()
  links
    .newest()
    .take('rooms:list')
    .answer({ mine: [summary], others: [], next: null })
  await settled()
  expect(client.getState().connection.state).toBe('connected')
  expect(client.isReachable(LOBBY)).toBe(false)
  const presence = { count: 1, users: [ann] }
  const rest = { room: summary, pins, resync: null, readSeq: seq(2), presence, ...standing }
  links
    .newest()
    .take('room:join')
    .answer({ ...page(3, 2, { entries: [] }), ...rest })
  await settled()
  expect(client.isReachable(LOBBY)).toBe(true)
  expect([told.at(0), told.at(-1)]).toEqual([false, true])
})
