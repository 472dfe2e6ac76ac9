// How long logging in takes: for whoever tries, and for everybody else. Beside no other file, or it would measure that.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import { guest, post, signInGuest, someName } from '../support/wire-client.js'

const PASSWORD = 'correct horse battery'
let cluster: Cluster
beforeAll(async () => {
  cluster = await startCluster({ workers: 1 })
})
afterAll(() => cluster[Symbol.asyncDispose]())

const logIn = (name: string, password = PASSWORD) => post(cluster.url, '/api/auth/login', { name, password })

test('[A2] an unknown name, a wrong password and the name of a guest get the same answer after the same work', async () => {
  const name = someName('known')
  await post(cluster.url, '/api/auth/register', { name, password: PASSWORD })
  const visitor = await signInGuest(cluster.url)
  const names = { wrong: name, unknown: someName('unknown'), guest: visitor.account.name }
  const tookMs: Record<string, number[]> = { wrong: [], unknown: [], guest: [] }
  const answers = new Set<string>()
  for (let round = 0; round < 9; round += 1) {
    for (const [kind, tried] of Object.entries(names)) {
      const startedAt = performance.now()
      const answer = await logIn(tried, `not the password ${round}`)
      tookMs[kind]?.push(performance.now() - startedAt)
      answers.add(`${answer.status} ${await answer.text()}`)
    }
  }
  expect([...answers]).toHaveLength(1)
  expect([...answers][0]).toContain('bad_credentials')
  const fastest = Object.values(tookMs).map(all => Math.min(...all))
  // A hash takes tens of milliseconds; without it the answer would be there in a few.
  expect(Math.max(...fastest) / Math.min(...fastest)).toBeLessThan(1.6)
})

test('50 log-ins at once hold up neither the messages of others nor each other', async () => {
  using ann = await guest(cluster.url)
  const roomId = await ann.newRoom()
  let isBusy = true
  const logIns = Promise.all(Array.from({ length: 50 }, () => logIn(someName('many')))).finally(() => {
    isBusy = false
  })
  const waits: number[] = []
  while (isBusy) {
    const startedAt = performance.now()
    await ann.send(roomId, 'meanwhile')
    waits.push(performance.now() - startedAt)
  }
  // On a busy machine the primary may turn some away.
  const statuses = (await logIns).map(({ status }) => status).filter(status => status !== 503)
  expect(statuses.length).toBeGreaterThan(25)
  expect(new Set(statuses)).toEqual(new Set([401]))
  waits.sort((a, b) => a - b)
  expect(waits[Math.floor(waits.length / 2)]).toBeLessThan(100)
})
