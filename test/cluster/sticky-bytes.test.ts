import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exchange, fixtureAnswer, get, post } from '../support/raw-http.js'
import { type RunningPrimary, startPrimary, untilReady } from '../support/start-primary.js'

const WORKERS = 3
const NOBODY = { sid: '', worker: '' }
let primary: RunningPrimary

beforeAll(async () => {
  primary = await startPrimary({ workers: WORKERS })
  await untilReady(primary, WORKERS)
})
afterAll(() => primary[Symbol.asyncDispose]())

/** Session ids that name the running workers, and those workers. */
async function sessionsOfWorkers(): Promise<{ sid: string; worker: string }[]> {
  const { workers } = await primary.status()
  return workers.map(({ workerId }) => ({ sid: `n1.${workerId}.abcdefghijklmnopqrstuvwx`, worker: workerId }))
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

test('[H3] a request head cut at any byte reaches the worker its session id names', async () => {
  const [{ sid, worker } = NOBODY] = await sessionsOfWorkers()
  const request = get(`/who?x=1&sid=${sid}`)

  const cuts = Array.from({ length: request.length - 1 }, (_, at) => at + 1)
  const answers = await Promise.all(
    cuts.map(async at => {
      const answer = await exchange(primary.port, [request.slice(0, at), request.slice(at)], { gapMs: 20 })
      return fixtureAnswer(answer).worker
    }),
  )
  expect(new Set(answers)).toEqual(new Set([worker]))
})

test('[H3] a request that comes byte by byte reaches the worker its session id names', async () => {
  const [{ sid, worker } = NOBODY] = await sessionsOfWorkers()
  const answer = await exchange(primary.port, get(`/who?sid=${sid}`).split(''), { gapMs: 2 })
  expect(fixtureAnswer(answer).worker).toBe(worker)
})

test('[H3] a session id anywhere but in the query does not bind a request to a worker', async () => {
  const [{ sid } = NOBODY] = await sessionsOfWorkers()
  const requests = Array.from({ length: 10 }, () => [
    get(`/sid=${sid}`),
    get('/', [`Referer: http://test/?sid=${sid}`, `Cookie: sid=${sid}`]),
    `${post('/', sid.length + 4)}sid=${sid}`,
    get(`/?SID=${sid}`),
    get(`/?%73id=${sid}`),
  ]).flat()
  const answers = await Promise.all(requests.map(request => exchange(primary.port, [request])))
  expect(new Set(answers.map(answer => fixtureAnswer(answer).worker)).size).toBeGreaterThan(1)
})

const NODES = [
  ['the Node that runs the tests', () => process.execPath],
  [
    'Node 24',
    () => {
      if (!process.env.HUBBUB_NODE_24) throw new Error('HUBBUB_NODE_24 must name the binary of a Node 24')
      return process.env.HUBBUB_NODE_24
    },
  ],
] as const

describe.each(NODES)('on %s', (_, nodeBinary) => {
  let onThatNode: RunningPrimary

  beforeAll(async () => {
    onThatNode = await startPrimary({ node: nodeBinary() })
    await untilReady(onThatNode, 2)
  })
  afterAll(() => onThatNode?.[Symbol.asyncDispose]())

  test('[H3] a body of 3 MB that comes in many segments over seconds arrives byte for byte', async () => {
    const body = randomBytes(3 * 1024 * 1024)
    const segments = [post('/echo', body.length)]
    const pieces = Array.from({ length: 100 }, (_, at) => {
      return body.subarray((at * body.length) / 100, ((at + 1) * body.length) / 100)
    })
    const answer = fixtureAnswer(await exchange(onThatNode.port, [...segments, ...pieces], { gapMs: 22 }))
    expect(answer).toMatchObject({ length: body.length, sha256: sha256(body) })
  })

  test('[H3] bodies of 3 MB sent at full speed, many at once, arrive byte for byte', async () => {
    const body = randomBytes(3 * 1024 * 1024)
    const sendings = Array.from({ length: 12 }, (_, at) => {
      // With the first body bytes in the packet of the head, and without.
      const first = at * 5_000
      const head = Buffer.concat([Buffer.from(post('/echo', body.length)), body.subarray(0, first)])
      return exchange(onThatNode.port, [head, body.subarray(first)])
    })
    for (const sending of sendings) {
      expect(fixtureAnswer(await sending)).toMatchObject({ length: body.length, sha256: sha256(body) })
    }
  })
})

test('an answer says that the connection closes, and it does', async () => {
  const answer = await exchange(primary.port, [get('/who', ['Connection: keep-alive'])], { withinMs: 2_000 })
  expect(answer.error).toBe(null)
  expect(answer.text).toMatch(/\r\nConnection: close\r\n/i)
})

test('[H3] a second request on a connection never reaches a worker its session id does not name', async () => {
  const [mine = NOBODY, other = NOBODY] = await sessionsOfWorkers()
  const [first, second] = [mine, other].map(({ sid }) => get(`/who?sid=${sid}`))

  const pipelined = await exchange(primary.port, [`${first}${second}`])
  expect(fixtureAnswer(pipelined).worker).toBe(mine.worker)
  const reused = await exchange(primary.port, [`${first}`, `${second}`], { gapMs: 100 })
  expect(fixtureAnswer(reused).worker).toBe(mine.worker)

  for (const { text } of [pipelined, reused]) expect(text.match(/HTTP\/1\.1 200/g)?.length).toBe(1)
  const status = await primary.status()
  expect(status.workers.map(worker => worker.misroutes)).toEqual([0, 0, 0])
})

test('the worker judges the HTTP, strictly, since it sees every byte', async () => {
  const smuggles = [
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n',
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde',
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\nabcde',
    'GET / HTTP/1.1\r\nHost : a\r\n\r\n',
    'GET / HTTP/1.1\nHost: a\n\n',
    'GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n',
    'GET / HTTP/1.1\r\n\r\n',
  ]
  for (const request of smuggles) {
    const { status, text } = await exchange(primary.port, [request], { withinMs: 6_000 })
    expect(status, `${JSON.stringify(request)} got ${text}`).toBe(400)
  }
})
