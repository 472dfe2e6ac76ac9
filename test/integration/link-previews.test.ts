// Where the links of messages lead, through two workers and a site that answers.

import type { Entry, RoomId } from '@hubbub/shared'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../support/eventually.js'
import { type LinkedSite, pageAbout, startLinkedSite } from '../support/linked-site.js'
import { parsePrometheusText } from '../support/prometheus-text.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import { guest, newKey, post, type WireClient } from '../support/wire-client.js'

let site: LinkedSite
let cluster: Cluster
let workers: string[]
beforeAll(async () => {
  site = await startLinkedSite()
  cluster = await startCluster({ workers: 2, env: { LINK_PREVIEWS: `public, ${site.host}` } })
  workers = cluster.workers().map(({ id }) => id)
})
afterAll(async () => {
  await cluster[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
})

const on = (index: number) => ({ worker: workers[index] ?? '' })

async function roomOfTwo() {
  const ann = await guest(cluster.url, on(0))
  const bob = await guest(cluster.url, on(1))
  const roomId = await ann.newRoom()
  await bob.join(roomId)
  return {
    ann,
    bob,
    roomId,
    [Symbol.dispose]() {
      ann.close()
      bob.close()
    },
  }
}

const previewsHeard = (client: WireClient, roomId: RoomId) => previewsIn(client.heard.get(roomId) ?? [])

function previewsIn(entries: readonly Entry[]) {
  return entries.flatMap(entry => (entry.kind === 'link-previewed' ? [entry] : []))
}

/** How many previews have come to this, on all workers. */
async function counted(outcome: string, { internalUrl } = cluster): Promise<number> {
  const text = await (await fetch(`${internalUrl}/metrics`)).text()
  const { samples = [] } = parsePrometheusText(text).get('hubbub_link_previews_total') ?? {}
  return samples.filter(({ labels }) => labels.outcome === outcome).reduce((sum, { value }) => sum + value, 0)
}

test('[L1] where a link leads is told everybody in the room, and whoever comes later', async () => {
  using room = await roomOfTwo()
  const { ann, bob, roomId } = room
  const link = site.page('/tea', pageAbout('Tea', 'All about tea'))
  const { mid } = await ann.send(roomId, `see ${link}, all of you`)
  const preview = { link, site: '127.0.0.1', title: 'Tea', description: 'All about tea' }
  for (const client of [ann, bob])
    await eventually(() =>
      expect(previewsHeard(client, roomId)).toMatchObject([
        { target: mid, sender: { name: ann.account.name }, preview },
      ]),
    )
  using later = await guest(cluster.url, on(0))
  expect(previewsIn((await later.join(roomId)).entries)).toMatchObject([{ target: mid, preview }])
  await eventually(async () => expect(await counted('shown')).toBeGreaterThan(0))
})

test('[L1] a message that is changed leads where it says by now; sent again, it is looked up once', async () => {
  using room = await roomOfTwo()
  const { ann, bob, roomId } = room
  const one = site.page('/one', pageAbout('One'))
  const two = site.page('/two', pageAbout('Two'))
  const command = { roomId, clientMessageId: newKey(), text: one }
  const { seq, mid } = await ann.ok('message:send', command)
  await ann.ok('message:send', command)
  await eventually(() => expect(previewsHeard(bob, roomId)).toHaveLength(1))
  const change = (text: string) =>
    ann.ok('message:change', { roomId, clientMessageId: newKey(), seq, mid, text })
  await change(`${one}, or ${two}`)
  await change(two)
  await eventually(() => expect(previewsHeard(bob, roomId)).toHaveLength(2))
  const titles = previewsHeard(bob, roomId).map(({ target, preview }) => [target, preview?.title])
  expect(titles).toEqual([
    [mid, 'One'],
    [mid, 'Two'],
  ])
  expect(site.asked.filter(({ path }) => path === '/one')).toHaveLength(1)
})

test('[L2] inner addresses are asked by no way that a message has, and links of programs are not looked up', async () => {
  await using secret = await startLinkedSite()
  secret.page('/', pageAbout('a secret'))
  using room = await roomOfTwo()
  const { ann, bob, roomId } = room
  const lure = site.page('/lure', (_, response) =>
    response.writeHead(302, { location: `http://${secret.host}/` }).end(),
  )
  const failed = await counted('failed')
  for (const text of [`http://${secret.host}/`, 'http://127.0.0.1/', 'http://localhost/', lure])
    await ann.send(roomId, text)
  const webhook = await ann.ok('webhook:create', { roomId, clientMessageId: newKey(), name: 'CI' })
  const program = site.page('/build', pageAbout('A build'))
  expect((await post(cluster.url, webhook.path, { text: program })).status).toBe(200)
  const end = site.page('/end', pageAbout('The end'))
  await bob.send(roomId, end)
  await eventually(() =>
    expect(previewsHeard(bob, roomId).map(each => each.preview?.title)).toEqual(['The end']),
  )
  // The first of them is not even tried.
  await eventually(async () => expect(await counted('failed')).toBe(failed + 3))
  expect(secret.asked).toEqual([])
  expect(site.asked.some(({ path }) => path === '/build')).toBe(false)
})

test('[L3] without the setting nobody is asked, and a message goes out whatever becomes of its link', async () => {
  await using without = await startCluster({ workers: 1, env: { LINK_PREVIEWS: 'off' } })
  using ann = await guest(without.url)
  const roomId = await ann.newRoom()
  for (const link of [
    site.page('/unasked', pageAbout('Unasked')),
    'http://127.0.0.1/',
    'https://example.com/',
  ])
    await ann.send(roomId, link)
  await ann.send(roomId, 'the end')
  // Nothing of them was so much as tried.
  for (const outcome of ['shown', 'nothing', 'failed', 'dropped'])
    expect(await counted(outcome, without)).toBe(0)
  await without.stop()
  expect(site.asked.some(({ path }) => path === '/unasked')).toBe(false)

  using room = await roomOfTwo()
  const silent = site.page('/silent', () => undefined)
  const receipt = await room.ann.send(room.roomId, silent)
  expect(await room.ann.send(room.roomId, 'next')).toMatchObject({ seq: receipt.seq + 1 })
})
