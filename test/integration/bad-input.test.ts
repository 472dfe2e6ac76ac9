// Whatever is sent: one refusal with a code or the end of that connection, nothing written, nobody else disturbed.

import { type ClientToServerEvents, LOBBY, PACKET_MAX_BYTES } from '@hubbub/shared'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { ask, openPolling, openRaw, POLLING, pollUntil, type RawEngine } from '../support/raw-engine.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import { guest, type SignedIn, signInGuest, type WireClient } from '../support/wire-client.js'

let cluster: Cluster
let canary: WireClient
let ann: SignedIn
let ben: SignedIn
let pid: number | undefined
let keysBefore: string[]
beforeAll(async () => {
  // So that the commands of operators are there for everybody.
  cluster = await startCluster({ workers: 1, env: { DEMO: 'on' } })
  canary = await guest(cluster.url)
  await canary.join(LOBBY)
  // Made for good when somebody first asks for it.
  await canary.ok('push:key', {})
  ann = await signInGuest(cluster.url)
  ben = await signInGuest(cluster.url)
  pid = cluster.workers()[0]?.pid
  keysBefore = await allKeys()
})
afterAll(async () => {
  canary.close()
  await cluster[Symbol.asyncDispose]()
})

afterEach(async () => {
  const startedAt = performance.now()
  await canary.ok('room:join', { roomId: LOBBY })
  expect(performance.now() - startedAt).toBeLessThan(1_000)
  expect(cluster.workers().map(worker => worker.pid)).toEqual([pid])
  expect(await allKeys()).toEqual(keysBefore)
  expect(cluster.log().filter(({ msg, level }) => level >= 50 || /bug/.test(msg))).toEqual([])
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
})

// But for counters that run out by themselves, and what the nodes tell of themselves.
async function allKeys(): Promise<string[]> {
  const keys = await cluster.redis.redis.keys('*')
  return keys.filter(key => !/^hubbub:(throttle:|echo:|nodes$|file-sweep$)/.test(key)).sort()
}

const EPOCH = 'some-epoch'
const BINARY = Buffer.from('binary')
type Fields = Readonly<Record<string, unknown>>
/** A right request of every command; none would change anything, since there is no such room and no such node. */
const COMMANDS: Readonly<Record<keyof ClientToServerEvents, Fields>> = {
  'rooms:list': { after: 'room' },
  'room:create': { name: 'A room', private: true },
  'room:direct': { userId: 'nobody' },
  'room:invite': { roomId: 'room', userId: 'nobody' },
  'room:members': { roomId: 'room', after: 'somebody' },
  'people:find': { query: 'somebody' },
  'room:join': { roomId: 'room', position: { epoch: EPOCH, seq: 1, mid: 'some-entry' } },
  'room:leave': { roomId: 'room' },
  'room:history': { roomId: 'room', epoch: EPOCH, limit: 10, before: 5 },
  'room:search': {
    ...{ roomId: 'room', epoch: EPOCH, before: 5, query: 'hello' },
    ...{ from: 'Ada', fromMe: true, since: 1, until: 2, has: ['file'] },
  },
  'message:send': {
    roomId: 'room',
    clientMessageId: 'some-key',
    text: 'hello',
    replyTo: { seq: 1, mid: 'some-entry' },
    fileIds: ['0123456789abcdef0123456789abcdef'],
  },
  'message:change': {
    roomId: 'room',
    clientMessageId: 'some-key',
    seq: 1,
    mid: 'some-entry',
    text: 'hello',
  },
  'message:react': {
    roomId: 'room',
    clientMessageId: 'some-key',
    seq: 1,
    mid: 'some-entry',
    emoji: '👍',
    on: true,
  },
  'message:pin': { roomId: 'room', clientMessageId: 'some-key', seq: 1, mid: 'some-entry', on: true },
  'room:set-topic': { roomId: 'room', clientMessageId: 'some-key', topic: 'Tea' },
  'room:rename': { roomId: 'room', clientMessageId: 'some-key', name: 'Walks' },
  'member:restrict': {
    roomId: 'room',
    clientMessageId: 'some-key',
    userId: 'somebody',
    restriction: 'muted',
  },
  'member:appoint': { roomId: 'room', clientMessageId: 'some-key', userId: 'somebody', moderator: true },
  'room:slow-mode': { roomId: 'room', clientMessageId: 'some-key', seconds: 30 },
  'webhook:create': { roomId: 'room', clientMessageId: 'some-key', name: 'A webhook' },
  'webhook:list': { roomId: 'room' },
  'webhook:remove': { roomId: 'room', clientMessageId: 'some-key', webhookId: 'webhook' },
  'typing:set': { roomId: 'room', typing: true },
  'read:mark': { roomId: 'room', seq: 1 },
  'message:readers': { roomId: 'room', epoch: EPOCH, seq: 1 },
  'reads:share': { on: true },
  'room:notify': { roomId: 'room', level: 'none' },
  'push:key': {},
  'push:subscribe': { endpoint: 'https://push.example', p256dh: `B${'a'.repeat(86)}`, auth: 'a'.repeat(22) },
  'push:unsubscribe': { endpoint: 'https://push.example' },
  'cluster:read': {},
  'worker:kill': { node: 'nowhere', worker: '1' },
  'worker:reload': { node: 'nowhere', worker: '1' },
  'message:trace': { roomId: 'room', clientMessageId: 'some-key', text: 'hello' },
  'invitation:make': {},
  'password-reset:make': { name: 'nobody' },
}

const WRONG_VALUES: readonly string[] = [
  'null',
  'true',
  '0',
  '-0',
  '-1',
  '1.5',
  '1e309',
  '9007199254740993',
  '""',
  '" "',
  '"\\u0000"',
  '"../../etc/passwd"',
  '"room}{r:other"',
  '"__proto__"',
  '[]',
  '["room"]',
  '{}',
  '{"length":1000000000}',
  '{"toJSON":"x","toString":1,"valueOf":1}',
  '"2026-01-01T00:00:00Z"',
  `${'['.repeat(4_000)}${']'.repeat(4_000)}`,
  `"${'x'.repeat(20_000)}"`,
]
// These are right for some fields: a name may be a date, a text almost anything.
const isRightFor = (request: Fields, field: string, value: string) =>
  // A deletion.
  (request === COMMANDS['message:change'] && field === 'text' && value === 'null') ||
  // Files need no text.
  (request === COMMANDS['message:send'] && field === 'text' && ['""', '" "'].includes(value)) ||
  // What is lifted.
  (field === 'restriction' && value === 'null') ||
  (field === 'name' && /2026|proto|passwd|other/.test(value)) ||
  (request === COMMANDS['people:find'] && field === 'query' && value === '" "') ||
  // Filters need no words.
  (request === COMMANDS['room:search'] && field === 'query' && ['""', '" "'].includes(value)) ||
  (field === 'has' && value === '[]') ||
  (['since', 'until'].includes(field) && value === '-1') ||
  (['query', 'from'].includes(field) &&
    value.startsWith('"') &&
    !['""', '" "'].includes(value) &&
    value.length < 100) ||
  (field === 'text' && !['null', 'true', '""', '" "'].includes(value) && value.startsWith('"')) ||
  // Control characters are none of a topic's, however they come.
  (field === 'topic' && value.startsWith('"') && !value.includes('u0000') && value.length < 200) ||
  (['after', 'roomId', 'userId', 'webhookId', 'epoch', 'mid', 'clientMessageId'].includes(field) &&
    value === '"__proto__"') ||
  (['seq', 'before', 'since', 'until', 'limit', 'seconds'].includes(field) && ['0', '-0'].includes(value)) ||
  (['typing', 'on', 'private', 'fromMe', 'moderator'].includes(field) && value === 'true')

/** Wrong arguments of a command, as the JSON between its name and the end of the list. */
function wrongArguments(request: Readonly<Record<string, unknown>>): string[] {
  const right = JSON.stringify(request)
  const inner = right === '{}' ? '' : `${right.slice(1, -1)},`
  const many = Array.from({ length: 2_000 }, (_, index) => `"k${index}":1`).join(',')
  const whole = WRONG_VALUES.filter(value => value !== '{}').map(value => `,${value}`)
  const fields = Object.keys(request).flatMap(field =>
    WRONG_VALUES.filter(value => !isRightFor(request, field, value)).map(
      value =>
        `,{${JSON.stringify({ ...request, [field]: 0 })
          .slice(1, -1)
          .replace(`"${field}":0`, () => `"${field}":${value}`)}}`,
    ),
  )
  const missing = Object.keys(request).map(field => {
    const { [field]: _, ...rest } = request
    return `,${JSON.stringify(rest)}`
  })
  return [
    '',
    ...whole,
    ...fields,
    ...missing.filter(
      args =>
        ![
          ...['rooms:list', 'room:create', 'room:join', 'room:members', 'room:search'],
          ...['message:send', 'reads:share'],
        ].some(event => isOptional(event, request, args)),
    ),
    `,{${inner}"more":1}`,
    `,{${inner}"__proto__":{"polluted":true}}`,
    `,{${inner}"constructor":{"prototype":{"polluted":true}}}`,
    `,{${inner}"position":{"__proto__":{"polluted":true}}}`,
    `,{${inner}${many}}`,
    `,[${right}]`,
    `,${right},${right}`,
    `,${right},null`,
    `,null,${right}`,
    `,${JSON.stringify(right)}`,
  ]
}

/** Requests that are bytes, or hold bytes, or the mark that stands for bytes without any. */
function binaryArguments(request: Fields): string[] {
  const bytes = '{"_placeholder":true,"num":0}'
  const fields = Object.keys(request).map(field =>
    JSON.stringify({ ...request, [field]: 'BYTES' }).replace('"BYTES"', () => bytes),
  )
  return [bytes, ...fields, `{"deep":[[${bytes}]]}`]
}

function isOptional(event: string, request: unknown, args: string): boolean {
  if (Reflect.get(COMMANDS, event) !== request) return false
  if (event === 'room:search')
    return ['from', 'fromMe', 'since', 'until', 'has'].some(field => !args.includes(`"${field}"`))
  if (event === 'message:send') return !args.includes('replyTo') || !args.includes('fileIds')
  return [',{}', ',{"roomId":"room"}', ',{"name":"A room"}'].includes(args)
}

for (const [event, request] of Object.entries(COMMANDS)) {
  test(`[E2] ${event} answers every wrong request once, with bad_request, and changes nothing`, async () => {
    using raw = await openRaw(cluster.url, { cookie: ann.cookie })
    const cases = wrongArguments(request)
    for (const [id, args] of cases.entries()) raw.send(`42${id}["${event}"${args}]`)
    await raw.frame(`43${cases.length - 1}[`)
    const wrong = cases.flatMap((args, id) => {
      const answers = raw.frames.filter(frame => frame.startsWith(`43${id}[`))
      const isRefused = answers.length === 1 && answers[0]?.includes('"ok":false,"code":"bad_request"')
      return isRefused ? [] : [{ args: args.slice(0, 200), answers }]
    })
    expect(wrong).toEqual([])
    expect(raw.frames.join()).not.toContain('node_modules')
  })

  test(`[E2] ${event} answers every request of bytes once, with bad_request, and changes nothing`, async () => {
    using raw = await openRaw(cluster.url, { cookie: ann.cookie })
    const cases = binaryArguments(request)
    for (const [id, args] of cases.entries()) {
      raw.send(`451-${id}["${event}",${args}]`)
      raw.send(BINARY)
      // The same without the bytes: then it is an object of no known form.
      raw.send(`42${1_000 + id}["${event}",${args}]`)
    }
    await raw.frame(`43${1_000 + cases.length - 1}[`)
    for (const id of cases.keys()) {
      for (const ackId of [id, 1_000 + id]) {
        const answers = raw.frames.filter(frame => frame.startsWith(`43${ackId}[`))
        expect(answers).toEqual([expect.stringContaining('"ok":false,"code":"bad_request"')])
      }
    }
  })

  test(`[E2] ${event} without an ack is dropped, and on a room that is not there changes nothing`, async () => {
    using raw = await openRaw(cluster.url, { cookie: ann.cookie })
    const right = JSON.stringify(request)
    if (!['room:create', 'invitation:make'].includes(event)) raw.send(`421["${event}",${right}]`)
    for (const args of ['', ',null', `,${right}`]) raw.send(`42["${event}"${args}]`)
    const history = { roomId: 'room', epoch: EPOCH, before: 1, limit: 1 }
    expect(await raw.command('room:history', history)).toMatchObject({ code: 'not_a_member' })
    expect(raw.frames.filter(frame => frame.startsWith('43')).length).toBeLessThanOrEqual(2)
  })
}

/** Frames on an open connection, and whether it lives on. */
const FRAMES: readonly (readonly [string, readonly (string | Buffer)[], 'lives' | 'ends'])[] = [
  ['an event of no name', ['42[]'], 'ends'],
  ['an event whose name is a number', ['42[1,2]'], 'lives'],
  ['an event whose name is an object', ['42[{},2]'], 'ends'],
  ['an event named error', ['42["error","x"]', '421["error",{}]'], 'lives'],
  ['an event named disconnect', ['42["disconnect"]'], 'ends'],
  ['an event named newListener', ['42["newListener","x"]'], 'ends'],
  [
    'events named like parts of an object',
    ['421["__proto__",{}]', '422["constructor",{}]', '423["toString"]'],
    'lives',
  ],
  ['half an event', ['42["message:send",'], 'ends'],
  ['an event that is no list', ['42{"0":"message:send"}'], 'ends'],
  ['a packet of no known kind', ['49'], 'ends'],
  ['a second connect', ['40{"protocolVersion":1}'], 'ends'],
  ['a connect error', ['44{}'], 'ends'],
  ['an ack nobody waits for', ['4399["x"]', '430[]'], 'lives'],
  ['an ack id beyond all numbers', [`42${'9'.repeat(20)}["rooms:list",{}]`], 'lives'],
  ['a namespace that is not there', ['40/admin,'], 'lives'],
  ['an event in a namespace that is not there', ['42/admin,["rooms:list",{}]'], 'ends'],
  ['a binary event without attachments', ['450-["message:send",{}]'], 'ends'],
  ['a binary event with many attachments', ['4511-["message:send",{}]'], 'ends'],
  [
    'an attachment that is not the one named',
    ['451-["message:send",{"_placeholder":true,"num":99}]', BINARY],
    'ends',
  ],
  [
    'an attachment named like a method',
    ['451-["message:send",{"_placeholder":true,"num":"splice"}]', BINARY],
    'ends',
  ],
  [
    'an event while attachments are awaited',
    ['451e1-["x",{"_placeholder":true,"num":0}]', '42["x"]'],
    'ends',
  ],
  ['a binary request', ['451-1["message:send",{"_placeholder":true,"num":0}]', BINARY], 'lives'],
  ['an attachment nobody announced', [BINARY], 'ends'],
  ['a ping in the wrong direction', ['2'], 'ends'],
  ['an upgrade of what is upgraded', ['5'], 'lives'],
  ['an empty frame', [''], 'ends'],
  ['a frame of no protocol', ['9abc', 'GET / HTTP/1.1'], 'ends'],
  ['a packet above the limit', [`42["x","${'x'.repeat(PACKET_MAX_BYTES)}"]`], 'ends'],
]

for (const [name, sent, outcome] of FRAMES) {
  test(`[E2] ${name} disturbs nobody else, and the connection ${outcome}${outcome === 'lives' ? ' on' : ''}`, async () => {
    // Ann has asked so much that she may have to wait.
    using raw = await openRaw(cluster.url, { cookie: ben.cookie })
    for (const frame of sent) raw.send(frame)
    if (outcome === 'ends') expect(await raw.closed).toBeGreaterThanOrEqual(1_000)
    else expect(await raw.command('rooms:list', {})).toMatchObject({ ok: true })
  })
}

test('[E2] a text frame that is not UTF-8 ends the connection', async () => {
  using raw = await openRaw(cluster.url, { cookie: ann.cookie })
  raw.ws.send(Buffer.from([0xc3, 0x28]), { binary: false })
  expect(await raw.closed).toBe(1007)
})

test('[E2] thousands of frames at once are refused one by one, and others are served meanwhile', async () => {
  using raw = await openRaw(cluster.url, { cookie: ann.cookie })
  for (let count = 0; count < 3_000; count += 1) raw.send(`42${count}["message:send",{"roomId":${count}}]`)
  const startedAt = performance.now()
  await canary.ok('room:join', { roomId: LOBBY })
  expect(performance.now() - startedAt).toBeLessThan(2_000)
  await raw.frame('432999[')
})

test('[E2] engine requests of any form are answered at once, and the session they aim at lives on', async () => {
  const { cookie } = ann
  const headers = { cookie }
  const sid = await openPolling(cluster.url, cookie)
  const session = `${POLLING}&sid=${sid}`
  const say = (body: string) => ask(cluster.url, session, { method: 'POST', headers, body })
  await say('40{"protocolVersion":1}')
  const wrong: [string, Parameters<typeof ask>[2]][] = [
    ['/socket.io/?EIO=4&transport=polling&sid=__proto__', { headers }],
    ['/socket.io/?EIO=4&transport=polling&sid=constructor', { headers }],
    ['/socket.io/?EIO=4&transport=polling&sid=%00', { headers }],
    ['/socket.io/?EIO=4&transport=polling&sid=%ff%fe', { headers }],
    [`/socket.io/?EIO=4&transport=polling&sid=${'x'.repeat(4_000)}`, { headers }],
    ['/socket.io/?EIO=4&transport=constructor', { headers }],
    ['/socket.io/?EIO=4&transport=__proto__', { headers }],
    ['/socket.io/?EIO=4', { headers }],
    ['/socket.io/?EIO=3&transport=polling', { headers }],
    ['/socket.io/?EIO=4&transport=websocket', { headers }],
    ['/socket.io/', { headers }],
    ['/socket.io/?EIO=4&transport=polling', { method: 'POST', headers, body: '2' }],
  ]
  for (const [path, options] of wrong) {
    const { status } = await ask(cluster.url, path, options)
    expect([path, status]).toEqual([path, 400])
  }
  // Engine.IO's own answer to a method it does not know.
  for (const method of ['PUT', 'DELETE']) {
    expect((await ask(cluster.url, session, { method, headers })).status).toBe(500)
  }
  expect((await say('42["x"]')).text).toBe('ok')
  await pollUntil(cluster.url, sid, cookie, 'server:welcome')
  await say('1')
})

for (const [name, headers, body] of [
  ['of bytes', { 'content-type': 'application/octet-stream' }, 'bytes'],
  ['above the limit', {}, `42["x","${'x'.repeat(PACKET_MAX_BYTES)}"]`],
  ['of ten thousand packets', {}, '2\u001e'.repeat(10_000)],
  ['of nothing', {}, ''],
  ['of garbage', {}, '\u0000\u001e\u001e{'],
] as const) {
  test(`[E2] a polling body ${name} is refused or ends that session`, async () => {
    const cookie = ann.cookie
    const session = `${POLLING}&sid=${await openPolling(cluster.url, cookie)}`
    const answer = await ask(cluster.url, session, { method: 'POST', headers: { cookie, ...headers }, body })
    expect([200, 400, 413]).toContain(answer.status)
    const next = await ask(cluster.url, session, { method: 'POST', headers: { cookie }, body: '1' })
    expect([200, 400]).toContain(next.status)
  })
}

test('[E2] two polls of one session at once end it, and nothing else', async () => {
  const headers = { cookie: ann.cookie }
  const session = `${POLLING}&sid=${await openPolling(cluster.url, ann.cookie)}`
  const answers = await Promise.all([1, 2].map(() => ask(cluster.url, session, { headers })))
  expect(answers.map(({ status }) => status)).toContain(400)
})

const DEEP = `${'['.repeat(7_000)}${']'.repeat(7_000)}`
const BODIES: readonly (readonly [string, number])[] = [
  ['', 400],
  ['null', 400],
  ['true', 400],
  ['0', 400],
  ['""', 400],
  ['[]', 400],
  ['{}', 400],
  ['{', 400],
  ['{"name"', 400],
  [DEEP, 400],
  [`{"name":${DEEP}}`, 400],
  ['{"name":null,"password":null}', 400],
  ['{"name":1,"password":1}', 400],
  ['{"name":["a"],"password":["longenough"]}', 400],
  ['{"name":{"length":3},"password":{"length":12}}', 400],
  ['{"name":"ann","password":"longenough","more":1}', 400],
  ['{"name":"ann","password":"longenough","__proto__":{"polluted":true}}', 400],
  ['{"name":"ann","password":"longenough","constructor":{"prototype":{"polluted":true}}}', 400],
  ['{"password":"longenough"}', 400],
  [
    `{"name":"ann","password":"longenough",${Array.from({ length: 1_000 }, (_, index) => `"k${index}":1`).join(',')}}`,
    400,
  ],
  [`{"name":"${'x'.repeat(10_000)}","password":"longenough"}`, 400],
  [`{"name":"${'x'.repeat(20_000)}","password":"longenough"}`, 413],
]
for (const route of ['register', 'login', 'guest', 'reset-password']) {
  test(`[E2] POST ${route} refuses every wrong body, and nobody is registered or signed in`, async () => {
    for (const [body, expected] of BODIES) {
      const headers = { 'content-type': 'application/json' }
      const answer = await ask(cluster.url, `/api/auth/${route}`, { method: 'POST', headers, body })
      expect([body.slice(0, 100), answer.status]).toEqual([body.slice(0, 100), expected])
      expect(JSON.parse(answer.text)).toMatchObject({ ok: false, retryable: false })
      expect(answer.headers['set-cookie']).toBe(undefined)
      expect(answer.text).not.toContain('node_modules')
    }
  })
}

const ODD_BODIES: readonly (readonly [string, string])[] = [
  ['application/json', '{'],
  ['application/json', 'null'],
  ['application/json', DEEP],
  ['application/json', '{"__proto__":{"polluted":true}}'],
  ['application/json', `"${'x'.repeat(20_000)}"`],
  ['application/octet-stream', '\u0000\u0001\u0002'],
  ['text/plain', '{}'],
]
test('[E2] log-out and who-am-I take no body: whatever comes along, no bug, and nobody is signed out by a refusal', async () => {
  for (const [type, body] of ODD_BODIES) {
    const own = await signInGuest(cluster.url)
    const headers = { cookie: own.cookie, 'content-type': type, 'content-length': String(body.length) }
    const asked = await ask(cluster.url, '/api/auth/me', { headers, body })
    expect([type, body.slice(0, 40), asked.status]).toEqual([type, body.slice(0, 40), 200])

    const answer = await ask(cluster.url, '/api/auth/logout', { method: 'POST', headers, body })
    expect([204, 400, 413, 415]).toContain(answer.status)
    const after = await ask(cluster.url, '/api/auth/me', { headers: { cookie: own.cookie } })
    expect([answer.status, after.status]).toEqual([answer.status, answer.status === 204 ? 401 : 200])
    if (after.status === 200)
      await ask(cluster.url, '/api/auth/logout', { method: 'POST', headers: { cookie: own.cookie } })
  }
})

test('[E2] paths and methods of any form are answered with a code, and no file outside the pages', async () => {
  const headers = { cookie: ann.cookie }
  for (const path of [
    '/..%2f..%2fetc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/assets/../../../../etc/passwd',
    '/%00',
    '/%ff',
    '/%',
    '//evil.example/',
    '/api/auth/me/..%2flogin',
    `/${'x'.repeat(6_000)}`,
    '/__proto__',
    '/api/../api/auth/../../config.js',
  ]) {
    const { status, text } = await ask(cluster.url, path, { headers })
    expect([path.slice(0, 100), status >= 400 && status < 500]).toEqual([path.slice(0, 100), true])
    expect(text).not.toContain('root:')
  }
  for (const [method, path] of [
    ['PUT', '/api/auth/me'],
    ['DELETE', '/api/auth/me'],
    ['PATCH', '/livez'],
    ['POST', '/readyz'],
  ]) {
    expect((await ask(cluster.url, path ?? '', { method: method ?? '', headers })).status).toBe(404)
  }
})

test('[E2] a cookie of any form is no session', async () => {
  for (const cookie of [
    'hubbub',
    'hubbub=;hubbub=;hubbub=',
    'hubbub=%',
    'hubbub=s%3A%00.x',
    'hubbub=s%3A__proto__.constructor',
    `hubbub=${'x'.repeat(6_000)}`,
    '__proto__=1; constructor=2',
    ';;;===;',
  ]) {
    expect((await ask(cluster.url, '/api/auth/me', { headers: { cookie } })).status).toBe(401)
    const raw: RawEngine = await openRaw(cluster.url, { cookie }, { isSignedIn: false })
    raw.send('40{"protocolVersion":1}')
    expect(await raw.frame('44')).toContain('unauthenticated')
    raw.ws.terminate()
  }
})
