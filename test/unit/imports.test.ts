import { expect, test } from 'vitest'
import { importsOf, readSources, type SourceFile } from '../support/source-files.js'

const SERVER = 'apps/server/src/'
const sources = readSources(['apps', 'packages'], ['.ts', '.tsx'])

// Who may import whom in the server, by folder. `files` begin with one of these; `packages` are all they may use
// besides Node's own modules and @hubbub/shared, which everyone may.
const LAYERS: Record<string, { files: readonly string[]; packages: readonly string[] }> = {
  // The rules know neither Socket.IO nor Redis; the two libraries know nothing of chat.
  chat: { files: [], packages: ['@node-rs/argon2', 'confusables', 'p-limit'] },
  redis: {
    files: ['chat/ports.ts', 'chat/restriction-ports.ts', 'in-time.ts', 'log.ts', 'redis-address.ts'],
    packages: ['ioredis', 'connect-redis', 'rate-limiter-flexible'],
  },
  files: { files: ['chat/ports.ts'], packages: [] },
  feed: {
    files: ['chat/ports.ts', 'redis/', 'log.ts', 'metrics.ts', 'sockets.ts'],
    packages: ['socket.io', 'socket.io-adapter', '@socket.io/redis-adapter'],
  },
  identity: { files: ['chat/ports.ts', 'log.ts', 'open-id-setting.ts'], packages: ['openid-client'] },
  links: {
    files: ['chat/ports.ts', 'asked-sites.ts'],
    packages: ['htmlparser2', 'ipaddr.js', 'p-limit', 'undici'],
  },
  push: { files: ['chat/ports.ts', 'log.ts'], packages: ['p-limit', 'web-push'] },
  socket: {
    files: ['chat/', 'in-time.ts', 'log.ts', 'metrics.ts', 'sockets.ts'],
    packages: ['socket.io', 'engine.io', 'ws', 'typebox', 'rate-limiter-flexible', 'express-session'],
  },
  http: {
    files: ['chat/', 'log.ts', 'metrics.ts'],
    packages: [
      'fastify',
      '@fastify/helmet',
      '@fastify/middie',
      '@fastify/send',
      '@fastify/static',
      'cookie',
      'express-session',
      'typebox',
    ],
  },
}

/** The folder right below apps/server/src, or '' for a file that lies there itself. */
const layerOf = (path: string) => path.slice(SERVER.length).match(/^(\w+)\//)?.[1] ?? ''

function lines(found: readonly { from: SourceFile; specifier: string }[]): string[] {
  return found.map(({ from, specifier }) => `${from.path} imports ${specifier}`)
}

const imports = sources.flatMap(from => importsOf(from).map(found => ({ from, ...found })))
const inServer = imports.filter(({ from }) => from.path.startsWith(SERVER))
const packageOf = (specifier: string) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

test('an import is seen however it is written', () => {
  const text = [
    "import { one } from './one.js'",
    "import type {\n  Two,\n  Three,\n} from 'two'",
    "export * as all from './three.js'",
    "import 'four'",
    "const five = await import('five')",
    '// import { six } from "six"',
  ].join('\n')
  const seen = importsOf({ path: 'apps/x/src/a.ts', text })
  expect(seen.map(({ specifier, isTypeOnly }) => [specifier, isTypeOnly])).toEqual([
    ['./one.js', false],
    ['two', true],
    ['./three.js', false],
    ['four', false],
    ['five', false],
  ])
  expect(seen[0]?.target).toBe('apps/x/src/one.js')
})

test.each(Object.entries(LAYERS))('%s imports only what its layer may', (layer, may) => {
  const wrong = inServer.filter(({ from, target, specifier }) => {
    if (layerOf(from.path) !== layer) return false
    if (target === null) {
      if (specifier.startsWith('node:') || packageOf(specifier) === '@hubbub/shared') return false
      return !may.packages.includes(packageOf(specifier))
    }
    const file = target.slice(SERVER.length)
    return ![`${layer}/`, ...may.files].some(allowed => file.startsWith(allowed))
  })
  // A type alone may come from ioredis where a connection is passed on: who holds one did not make it.
  expect(
    lines(wrong.filter(({ specifier, isTypeOnly }) => !(specifier === 'ioredis' && isTypeOnly))),
  ).toEqual([])
})

test('only redis/ talks to Redis', () => {
  const wrong = inServer.filter(
    ({ from, specifier, isTypeOnly }) =>
      specifier === 'ioredis' && !isTypeOnly && layerOf(from.path) !== 'redis',
  )
  expect(lines(wrong)).toEqual([])
})

test('only main imports cluster/', () => {
  const wrong = inServer.filter(
    ({ from, target }) =>
      target?.startsWith(`${SERVER}cluster/`) &&
      layerOf(from.path) !== 'cluster' &&
      from.path !== `${SERVER}main.ts`,
  )
  expect(lines(wrong)).toEqual([])
})

test('settings are read by config.ts, and known to main and the composition roots alone', () => {
  const wrong = inServer.filter(
    ({ from, target }) =>
      target === `${SERVER}config.ts` && layerOf(from.path) !== 'cluster' && from.path !== `${SERVER}main.ts`,
  )
  expect(lines(wrong)).toEqual([])

  const readers = sources
    .filter(({ path }) => path.startsWith(SERVER) && path !== `${SERVER}config.ts`)
    .filter(({ text }) => text.replaceAll('loadConfig(process.env)', '').includes('process.env'))
  expect(readers.map(({ path }) => path)).toEqual([])
})

test('config, log and metrics import nothing of the server but what an address is', () => {
  const leaves = ['config.ts', 'settings-reader.ts', 'log.ts', 'metrics.ts'].map(name => SERVER + name)
  const wrong = inServer.filter(
    ({ from, target }) =>
      leaves.includes(from.path) &&
      target !== null &&
      ![
        'asked-sites.ts',
        'open-id-setting.ts',
        'proxy-address.ts',
        'push-services.ts',
        'redis-address.ts',
        'session-secret.ts',
        'settings-reader.ts',
        'sign-up-ways.ts',
      ]
        .map(name => SERVER + name)
        .includes(target),
  )
  expect(lines(wrong)).toEqual([])
})

test('the contract and the client stand on nothing but what both ends have', () => {
  const wrong = imports.filter(({ from, target, specifier }) => {
    if (from.path.startsWith('packages/shared/')) return target === null && packageOf(specifier) !== 'typebox'
    if (from.path.startsWith('packages/client/'))
      return target === null && !['@hubbub/shared', 'socket.io-client'].includes(specifier)
    return false
  })
  expect(lines(wrong)).toEqual([])
})

test('page and server never see each other, and no schema reaches the page', () => {
  const wrong = imports.filter(({ from, specifier, target }) => {
    if (from.path.startsWith('apps/web/src/')) {
      const isForeign = specifier.startsWith('node:') || specifier === '@hubbub/server'
      return isForeign || specifier === '@hubbub/shared/schemas' || target?.startsWith('apps/server/')
    }
    return from.path.startsWith(SERVER) && target?.startsWith('apps/web/')
  })
  expect(lines(wrong)).toEqual([])
})

test('imports go in no circle', () => {
  const next = new Map(
    sources.map(file => [file.path, importsOf(file).flatMap(({ target }) => target ?? [])] as const),
  )
  const done = new Set<string>()
  const circles: string[] = []
  function walk(path: string, way: readonly string[]) {
    if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(' -> '))
    if (done.has(path)) return
    done.add(path)
    for (const target of next.get(path) ?? []) walk(target, [...way, path])
  }
  for (const path of next.keys()) walk(path, [])
  expect(circles).toEqual([])
})

test('every file is named after what it holds', () => {
  const everything = readSources(['apps', 'packages', 'scripts', 'test'], ['.ts', '.tsx', '.mjs', '.lua'])
  const vague = everything.filter(({ path }) =>
    /\/(utils?|helpers?|common|misc|types|constants|index)\.\w+$/.test(path),
  )
  // The one door of a package.
  const doors = ['packages/client/src/index.ts', 'packages/shared/src/index.ts']
  expect(vague.map(({ path }) => path).filter(path => !doors.includes(path))).toEqual([])
})

test('no source file is longer than 250 lines', () => {
  const everything = readSources(['apps', 'packages', 'scripts'], ['.ts', '.tsx', '.mjs', '.lua', '.css'])
  const long = everything.filter(({ text }) => text.split('\n').length > 251)
  expect(long.map(({ path }) => path)).toEqual([])
})
