import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { BadSettings, loadConfig } from '../../../apps/server/src/config.js'

const SECRET = 'a-secret-of-more-than-thirty-two-bytes'

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'hubbub-config-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

function faultsOf(environment: Readonly<Record<string, string>>): readonly string[] {
  try {
    loadConfig({ DATA_DIR: folder(), ...environment })
    return []
  } catch (error) {
    if (error instanceof BadSettings) return error.faults
    throw error
  }
}

test('without any setting the server has what it needs, and keeps a secret only its owner can read', () => {
  const dir = folder()
  const config = loadConfig({ DATA_DIR: dir })
  expect(config).toMatchObject({
    production: false,
    port: 3000,
    redisUrl: null,
    trustProxy: false,
    publicUrl: null,
  })
  expect(Object.isFrozen(config)).toBe(true)
  const [secret = ''] = config.sessionSecrets
  expect(Buffer.byteLength(secret)).toBeGreaterThanOrEqual(32)
  expect(readFileSync(join(dir, 'session-secret'), 'utf8')).toBe(secret)
  expect(statSync(join(dir, 'session-secret')).mode & 0o077).toBe(0)
  expect(loadConfig({ DATA_DIR: dir }).sessionSecrets).toEqual([secret])
  expect(loadConfig({ DATA_DIR: folder() }).sessionSecrets).not.toEqual([secret])
})

test('an empty setting is none', () => {
  const names = ['PORT', 'HOST', 'REDIS_URL', 'PUBLIC_URL', 'TRUST_PROXY', 'SESSION_SECRET_FILE', 'LOG_LEVEL']
  expect(faultsOf(Object.fromEntries(names.map(name => [name, ''])))).toEqual([])
})

test('secrets are read from files, without the line end; both at once is a fault, and so is a file that is not there', () => {
  const dir = folder()
  const file = join(dir, 'secret')
  writeFileSync(file, `${SECRET}, ${SECRET}-old\n`)
  expect(loadConfig({ DATA_DIR: dir, SESSION_SECRET_FILE: file }).sessionSecrets).toEqual([
    SECRET,
    `${SECRET}-old`,
  ])
  writeFileSync(file, 'redis://user:pass@redis.example:6379\n')
  expect(loadConfig({ DATA_DIR: dir, REDIS_URL_FILE: file }).redisUrl).toBe(
    'redis://user:pass@redis.example:6379',
  )
  expect(faultsOf({ SESSION_SECRET: SECRET, SESSION_SECRET_FILE: file })).toEqual([
    expect.stringContaining('both set'),
  ])
  expect(faultsOf({ SESSION_SECRET_FILE: join(dir, 'missing') })).toEqual([
    expect.stringContaining('cannot read'),
  ])
})

test('[O5] a secret that is missing in production, short or damaged is a fault', () => {
  expect(faultsOf({ NODE_ENV: 'production' })).toEqual([expect.stringContaining('SESSION_SECRET')])
  expect(faultsOf({ NODE_ENV: 'production', SESSION_SECRET: SECRET })).toEqual([])
  expect(faultsOf({ SESSION_SECRET: `${SECRET},changeme` })).toEqual([expect.stringContaining('32 bytes')])
  const dir = folder()
  writeFileSync(join(dir, 'session-secret'), 'short')
  expect(faultsOf({ DATA_DIR: dir })).toEqual([expect.stringContaining('damaged')])
  writeFileSync(join(dir, 'a file'), '')
  expect(faultsOf({ DATA_DIR: join(dir, 'a file') })).toEqual([expect.stringContaining('DATA_DIR')])
})

test('[O5] proxies are addresses, ranges or the names of such', () => {
  const good = [
    'loopback',
    '10.0.0.1',
    '10.0.0.0/8, 192.168.0.0/16',
    '::1',
    'fd00::/8',
    'uniquelocal,linklocal',
  ]
  for (const given of good) expect([given, faultsOf({ TRUST_PROXY: given })]).toEqual([given, []])
  for (const given of [
    'true',
    '*',
    '10.0.0.0/33',
    '10.0.0.256',
    '10.0.0.0/',
    '::1/129',
    '10.0.0.0/8/8',
    'nginx',
    '1',
  ]) {
    expect([given, faultsOf({ TRUST_PROXY: given })]).toEqual([
      given,
      [expect.stringContaining('TRUST_PROXY')],
    ])
  }
})

test('[O5] an address with https needs a proxy that speaks it, or nobody could sign in', () => {
  expect(faultsOf({ PUBLIC_URL: 'https://chat.example.com' })).toEqual([
    expect.stringContaining('TRUST_PROXY'),
  ])
  expect(faultsOf({ PUBLIC_URL: 'https://chat.example.com', TRUST_PROXY: 'loopback' })).toEqual([])
  expect(faultsOf({ PUBLIC_URL: 'http://chat.example.com' })).toEqual([])
})

test('[O5] an origin is scheme and host, nothing more', () => {
  for (const given of [
    'http://chat.example.com',
    'http://chat.example.com/',
    'http://localhost:3000',
    'http://[::1]:80',
  ]) {
    if (given.endsWith(':80')) continue
    expect([given, faultsOf({ PUBLIC_URL: given, ALLOWED_ORIGINS: given })]).toEqual([given, []])
  }
  for (const given of [
    'chat.example.com',
    'ftp://chat.example.com',
    'http://chat.example.com/chat',
    'null',
    '*',
    'http://a@b',
  ]) {
    expect([given, faultsOf({ ALLOWED_ORIGINS: given })]).toEqual([
      given,
      [expect.stringContaining('ALLOWED_ORIGINS')],
    ])
  }
})

test('[O5] a durability that this node cannot see to is a fault, not a promise that is not kept', () => {
  const redis = { REDIS_URL: 'redis://redis.example' }
  const cluster = { REDIS_URL: 'redis+cluster://a.example,b.example' }
  expect(faultsOf({ DURABILITY: 'always' })).toEqual([])
  expect(faultsOf({ DURABILITY: 'wait:2', ...redis })).toEqual([])
  for (const settings of [
    { DURABILITY: 'always', ...redis },
    { DURABILITY: 'wait:1' },
    { DURABILITY: 'wait:1', ...cluster },
    { DURABILITY: 'wait:0', ...redis },
    { DURABILITY: 'wait:99', ...redis },
  ]) {
    const faults = faultsOf(settings)
    expect([settings, faults.length > 0]).toEqual([settings, true])
    for (const fault of faults) expect(fault).toContain('DURABILITY')
  }
})

test('a password in a wrong REDIS_URL is not told', () => {
  for (const given of [
    'http://user:hunter2@redis',
    'redis//user:hunter2@redis',
    'redis://user:hunter2@redis:99999',
  ]) {
    const faults = faultsOf({ REDIS_URL: given })
    expect(faults).toHaveLength(1)
    expect(faults.join()).not.toContain('hunter2')
  }
})

test('nobody operates the cluster unless the settings say who; a demo is never on by itself', () => {
  expect(loadConfig({ DATA_DIR: folder() })).toMatchObject({ admins: [], demo: false })
  const given = { DATA_DIR: folder(), ADMINS: 'Ada, Grace Hopper', DEMO: 'on' }
  expect(loadConfig(given)).toMatchObject({ admins: ['Ada', 'Grace Hopper'], demo: true })
  expect(faultsOf({ DEMO: 'true' })).toEqual(['DEMO must be one of on, off, not "true"'])
  expect(faultsOf({ ADMINS: 'Ada, ---' })).toEqual(['ADMINS must list names of accounts, not "---"'])
  expect(faultsOf({ ADMINS: 'Ada, x\u202Ey' })).toEqual([
    'ADMINS must list names of accounts, not "x\u202Ey"',
  ])
})

test('push services are those of the browsers, those that are named, or none', () => {
  const named = (given: string) => loadConfig({ DATA_DIR: folder(), PUSH_SERVICES: given }).pushServices
  expect(named('')).toContain('https://fcm.googleapis.com')
  expect(named('off')).toEqual([])
  expect(named('https://push.example, https://*.push.example')).toEqual([
    'https://push.example',
    'https://*.push.example',
  ])
  for (const wrong of [
    'on',
    'push.example',
    'https://*',
    'https://*.',
    'https://*.example',
    'https://push.example/path',
    'off, https://push.example',
  ])
    expect([wrong, faultsOf({ PUSH_SERVICES: wrong })]).toEqual([
      wrong,
      [expect.stringContaining('PUSH_SERVICES')],
    ])
})

test('pages that links lead to are asked where they are public, where they are named, or nowhere', () => {
  const of = (given: string) => loadConfig({ DATA_DIR: folder(), LINK_PREVIEWS: given }).linkPreviews
  expect(of('')).toEqual({ allPublic: true, hosts: [] })
  expect(of('off')).toEqual({ allPublic: false, hosts: [] })
  expect(of('public, Wiki.example, 10.1.2.3:8080, wiki.example:443, [FD00::1]')).toEqual({
    allPublic: true,
    hosts: ['wiki.example', '10.1.2.3:8080', 'wiki.example', '[fd00::1]'],
  })
  expect(of('wiki.example')).toEqual({ allPublic: false, hosts: ['wiki.example'] })
  for (const wrong of [
    'https://wiki.example',
    'wiki.example/x',
    'ann@wiki.example',
    'a b',
    'off, public',
    'x:99999',
    '*.example',
    'on',
    'Public',
  ])
    expect([wrong, faultsOf({ LINK_PREVIEWS: wrong })]).toEqual([
      wrong,
      [expect.stringContaining('LINK_PREVIEWS')],
    ])
})

test('an identity provider is set whole or not at all, and is asked over TLS, or on this machine', () => {
  const whole = {
    OIDC_ISSUER: 'https://login.example/tenant',
    OIDC_CLIENT_ID: 'hubbub',
    OIDC_CLIENT_SECRET: 'secret',
    PUBLIC_URL: 'http://localhost:3000',
  }
  const of = (settings: Record<string, string>) => loadConfig({ DATA_DIR: folder(), ...settings }).openId
  expect(of({})).toBeNull()
  expect(of(whole)).toEqual({
    issuer: 'https://login.example/tenant',
    clientId: 'hubbub',
    clientSecret: 'secret',
    name: 'login.example',
  })
  expect(of({ ...whole, OIDC_ISSUER: 'http://127.0.0.1:8080', OIDC_NAME: 'Acme' })).toMatchObject({
    name: 'Acme',
  })
  for (const without of ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'PUBLIC_URL'])
    expect([without, faultsOf({ ...whole, [without]: '' })]).toEqual([
      without,
      [expect.stringContaining(without)],
    ])
  for (const wrong of [
    'login.example',
    'http://login.example',
    'https://a@b.example',
    'https://b.example/?x',
    'https://:pw@b.example',
    'https://b.example/.well-known/openid-configuration',
    'x:',
  ])
    expect([wrong, faultsOf({ ...whole, OIDC_ISSUER: wrong })]).toEqual([
      wrong,
      [expect.stringContaining('OIDC_ISSUER')],
    ])
  for (const name of ['two\nlines', '  '])
    expect(faultsOf({ ...whole, OIDC_NAME: name })).toEqual([expect.stringContaining('OIDC_NAME')])
  expect(faultsOf({ ...whole, PUBLIC_URL: 'http://chat.example' })).toEqual([
    expect.stringContaining('PUBLIC_URL'),
  ])
})

test('who may come in for the first time is said in two words, or is nobody; a word that is none lets nobody in', () => {
  const of = (given: string) => loadConfig({ DATA_DIR: folder(), SIGN_UP: given }).signUp
  expect([of(''), of('accounts'), of('guests'), of('guests, accounts'), of('off')]).toEqual([
    ['register', 'guest'],
    ['register'],
    ['guest'],
    ['register', 'guest'],
    [],
  ])
  for (const wrong of ['on', 'account', 'both', ',', 'off, guests'])
    expect([wrong, faultsOf({ SIGN_UP: wrong })]).toEqual([
      wrong,
      [expect.stringContaining(`not "${wrong}"`)],
    ])
})
