// Two people in two browsers while the ground moves under them.

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ChatPage, enterOnTwoWorkers } from '../support/chat-page.js'
import { eventually } from '../support/eventually.js'
import { closePages, sharedChat } from '../support/shared-chat.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'

let browser: Browser
let shared: Cluster
beforeAll(async () => {
  ;({ browser, cluster: shared } = await sharedChat())
})
afterAll(closePages)

/** Both write by turns; the names of what they write are unique within the test. */
async function talk(people: readonly ChatPage[], topic: string, turns: number): Promise<string[]> {
  const written: string[] = []
  for (let turn = 0; turn < turns; turn++)
    for (const [who, person] of people.entries()) {
      const text = `${topic} ${turn} of ${who}`
      await person.write(text)
      written.push(text)
    }
  return written
}

/** Each of them has every message once, and both have them in the same order. */
async function allSeeAllOnce(people: readonly ChatPage[], written: readonly string[]) {
  const orders = await Promise.all(
    people.map(person =>
      eventually(
        async () => {
          const unsent = person.page.locator('[data-state]:not([data-state="sent"])')
          expect(await unsent.count()).toBe(0)
          const texts = await person.texts()
          expect([...texts].sort()).toEqual([...written].sort())
          return texts
        },
        { withinMs: 20_000 },
      ),
    ),
  )
  for (const order of orders) expect(order).toEqual(orders[0])
  for (const person of people) expect(person.troubles()).toEqual([])
}

test('[M2] two browsers on two workers chat, reload, go offline and come back, with every message once', async () => {
  const [ann, bob] = await enterOnTwoWorkers(browser, shared.url)
  await using _ann = ann
  await using _bob = bob
  const both = [ann, bob]
  const written = await talk(both, 'hello', 5)
  await allSeeAllOnce(both, written)

  await ann.page.reload()
  await allSeeAllOnce(both, written)

  await ann.page.context().setOffline(true)
  await ann.page.getByRole('button', { name: 'Connection: Offline' }).waitFor()
  written.push(...(await talk(both, 'apart', 4)))
  await bob.sees('apart 3 of 1')
  await expect.poll(() => ann.page.locator('[data-state="queued"]').count()).toBe(4)
  await ann.page.context().setOffline(false)
  await allSeeAllOnce(both, written)

  await ann.page.reload()
  await bob.page.reload()
  await allSeeAllOnce(both, written)
})

test('[M2] what was written offline survives closing the tab and arrives when the page is opened again', async () => {
  const [ann, bob] = await enterOnTwoWorkers(browser, shared.url)
  await using _ann = ann
  await using _bob = bob
  await ann.page.context().setOffline(true)
  await ann.page.getByRole('button', { name: 'Connection: Offline' }).waitFor()
  await ann.write('written in the tunnel')
  const address = ann.page.url()
  await ann.page.close()

  await ann.page.context().setOffline(false)
  const again = await ann.page.context().newPage()
  await again.goto(address)
  await bob.sees('written in the tunnel')
  await expect.poll(() => bob.texts()).toEqual(['written in the tunnel'])
})

test('[M2] two browsers lose nothing when the worker under each of them is killed', async () => {
  await using cluster = await startCluster()
  const [ann, bob] = await enterOnTwoWorkers(browser, cluster.url)
  await using _ann = ann
  await using _bob = bob
  const both = [ann, bob]
  const written = await talk(both, 'before', 3)
  for (const { pid } of cluster.workers()) process.kill(pid, 'SIGKILL')
  written.push(...(await talk(both, 'after', 5)))
  await allSeeAllOnce(both, written)
})

test('[M2] two browsers lose nothing when Redis is killed and comes back while they write, and say so meanwhile', async () => {
  await using cluster = await startCluster()
  const [ann, bob] = await enterOnTwoWorkers(browser, cluster.url)
  await using _ann = ann
  await using _bob = bob
  const both = [ann, bob]
  const written = await talk(both, 'before', 3)
  await allSeeAllOnce(both, written)

  await cluster.redis.kill9()
  written.push(...(await talk(both, 'without Redis', 4)))
  for (const [who, person] of both.entries()) {
    await person.sees(`without Redis 3 of ${who}`)
    await expect.poll(() => person.page.locator('[data-state="sent"]').count()).toBe(6)
    await expect.poll(() => person.page.locator('[data-state="refused"]').count()).toBe(0)
  }
  await cluster.redis.start()
  written.push(...(await talk(both, 'after', 3)))
  await allSeeAllOnce(both, written)

  for (const person of both) await person.page.reload()
  await allSeeAllOnce(both, written)
})
