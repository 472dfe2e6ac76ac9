// Readers who do not take what they are sent.

import { readFileSync } from 'node:fs'
import { TEXT_MAX_BYTES } from '@hubbub/shared'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../support/eventually.js'
import { openRaw } from '../support/raw-engine.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import { connect, guest, positionAt, signInGuest } from '../support/wire-client.js'

const BIG = 'x'.repeat(TEXT_MAX_BYTES)
let cluster: Cluster
beforeAll(async () => {
  cluster = await startCluster({ workers: 1 })
})
afterAll(() => cluster[Symbol.asyncDispose]())

const cutOff = () => cluster.log().filter(({ msg }) => msg === 'slow reader cut off')

function residentMiB(pid: number): number {
  const pages = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]
  return (Number(pages) * 4096) / 1024 / 1024
}

test('[M9] readers who stop reading in a busy room are cut off, cost little, and resume by position', async () => {
  using ann = await guest(cluster.url)
  const roomId = await ann.newRoom()
  const { pid } = cluster.workers()[0] ?? { pid: 0 }
  const sleepers = await Promise.all(Array.from({ length: 10 }, () => signInGuest(cluster.url)))
  const raws = await Promise.all(sleepers.map(({ cookie }) => openRaw(cluster.url, { cookie })))
  const before = await ann.join(roomId)
  for (const raw of raws) {
    await raw.command('room:join', { roomId })
    raw.ws.pause()
  }
  const residentBefore = residentMiB(pid)

  // More than the kernel keeps for a reader, and then the megabyte of the worker.
  let written = 0
  await eventually(
    async () => {
      await Promise.all(Array.from({ length: 50 }, () => ann.send(roomId, BIG)))
      written += 50
      expect(cutOff()).toHaveLength(raws.length)
    },
    { withinMs: 25_000 },
  )
  expect(new Set(cutOff().map(({ userId }) => userId))).toEqual(
    new Set(sleepers.map(({ account }) => account.userId)),
  )
  expect(residentMiB(pid) - residentBefore).toBeLessThan(150)
  for (const raw of raws) {
    raw.ws.resume()
    await raw.closed
  }

  const [sleeper] = sleepers
  if (sleeper === undefined) throw new Error('nobody slept')
  using awake = await connect(cluster.url, sleeper)
  let page = await awake.join(roomId, positionAt(before, -1))
  expect(page.resync).toBe(null)
  let seq = before.headSeq
  for (;;) {
    for (const entry of page.entries) expect(entry.seq).toBe(++seq)
    if (page.entries.length === 0 || seq >= page.headSeq) break
    const after = page.entries.at(-1)?.seq ?? page.headSeq
    page = { ...page, ...(await awake.ok('room:history', { roomId, epoch: page.epoch, after, limit: 100 })) }
  }
  expect(seq).toBe(before.headSeq + raws.length + written)
})
