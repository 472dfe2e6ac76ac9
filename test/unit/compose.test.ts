// What docker-compose.yml and deploy/Dockerfile promise, as far as their text shows it; `npm run demo:docker` runs them.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { loadConfig } from '../../apps/server/src/config.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')

interface Service {
  [key: string]: unknown
  environment?: Record<string, string>
  hostname?: string
}
const compose: { services: Record<string, Service> } = parse(read('docker-compose.yml'), { merge: true })
const services = Object.entries(compose.services)
const machines = services.filter(([name]) => name.startsWith('app-'))
const dockerfile = read('deploy/Dockerfile')

test('every container is confined: no root, no writable files, no capabilities, limits of memory and processes', () => {
  for (const [name, service] of services) {
    expect(service, name).toMatchObject({
      init: true,
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      stop_grace_period: '40s',
      mem_limit: expect.any(String),
      pids_limit: expect.any(Number),
    })
    expect(service, name).not.toHaveProperty('privileged')
    expect(service, name).not.toHaveProperty('cap_add')
  }
  const finalUsers = dockerfile.split(/^FROM .* AS (?=app|nginx)/m).slice(1)
  expect(finalUsers.map(stage => /^USER (\w+)$/m.exec(stage)?.[1])).toEqual(['node', 'nginx'])
  expect(compose.services.redis).toMatchObject({ user: 'redis' })
})

test('nginx alone is published, and Redis is on a network that leads nowhere', () => {
  const published = services.filter(([, service]) => 'ports' in service).map(([name]) => name)
  expect(published).toEqual(['nginx'])
  expect(compose.services.redis).toMatchObject({ networks: ['back'] })
  expect(compose.services.nginx).toMatchObject({ networks: ['front'] })
  expect(parse(read('docker-compose.yml'))).toMatchObject({ networks: { back: { internal: true } } })
})

test('each machine is known to nginx by its name, which is its node id, and starts after the one before is ready', () => {
  const routing = read('deploy/nginx/balance/by-sid-dns.conf')
  const [, pattern = ''] = /"~\^\(\?<sid_node>(.*)\)\\\.\\d/.exec(routing) ?? []
  expect(machines.length).toBeGreaterThanOrEqual(2)
  for (const [index, [name, service]] of machines.entries()) {
    expect(name).toMatch(new RegExp(`^${pattern}$`))
    expect(service.hostname).toBe(name)
    expect(service).toMatchObject({ networks: { front: { aliases: ['nodes'] } } })
    const before = machines[index - 1]?.[0]
    if (before) expect(service.depends_on).toMatchObject({ [before]: { condition: 'service_healthy' } })
  }
})

test('one more machine is one line: the one that is there as a comment', () => {
  const text = read('docker-compose.yml')
  const grown: typeof compose = parse(text.replace(/^ {2}# (app-c: )/m, '  $1'), { merge: true })
  expect(Object.keys(grown.services)).toEqual(expect.arrayContaining(['app-c']))
  const [, before = {}] = machines.at(-1) ?? []
  expect(grown.services['app-c']).toEqual({
    ...before,
    hostname: 'app-c',
    depends_on: { 'app-b': { condition: 'service_healthy' } },
  })
})

test('what the machines are told are settings they know, and secrets are told by files', () => {
  for (const [, { environment = {} }] of machines) {
    expect(Object.keys(environment).filter(name => /SECRET|PASSWORD/.test(name))).toEqual([
      'SESSION_SECRET_FILE',
    ])
    const filled = Object.entries(environment).map(([name, value]) => [
      name,
      value.replace(/\$\{\w+:-(.*)\}/, '$1'),
    ])
    const { SESSION_SECRET_FILE: _, ...settings } = Object.fromEntries(filled)
    const secret = { SESSION_SECRET: 'x'.repeat(32), NODE_ENV: 'production' }
    expect(loadConfig({ ...settings, ...secret })).toMatchObject({ workers: 2, trustProxy: ['uniquelocal'] })
  }
})

test('all machines keep files in one volume, which belongs to who writes to it', () => {
  for (const [name, { environment, volumes }] of machines) {
    expect(environment, name).toMatchObject({ FILES_DIR: '/files' })
    expect(volumes, name).toContain('files:/files')
  }
  expect(parse(read('docker-compose.yml'))).toMatchObject({ volumes: { files: {} } })
  expect(dockerfile).toMatch(/mkdir .*\/files && chown node:node .*\/files/)
})

test('the images need neither BuildKit nor anything that is not in the repository', () => {
  expect(dockerfile).not.toMatch(/^# ?syntax=|RUN --|<<|ADD |curl http|wget/m)
  const bases = [...dockerfile.matchAll(/^FROM (\S+:\S+)/gm)].map(([, image]) => image)
  expect(new Set(bases)).toEqual(new Set(['node:24-bookworm-slim', 'nginx:1-bookworm']))
  expect(dockerfile).toMatch(/npm ci --omit=dev/)
  expect(read('.dockerignore').split('\n')).toContain('*')
})

test('every file that nginx includes is there, and no setting of a place is outside of local/', () => {
  const files = readdirSync(join(root, 'deploy/nginx'), { recursive: true, encoding: 'utf8' })
  const configs = files.filter(name => name.endsWith('.conf'))
  const included = configs.flatMap(name =>
    [...read(`deploy/nginx/${name}`).matchAll(/^\s*include (\S+);/gm)].map(([, path]) => path),
  )
  expect(included.filter(path => path === undefined || !configs.includes(path))).toEqual([])

  const ofAPlace = /^\s*(?:server \d|listen |user |root (?!\/var\/www\/acme)|ssl_certificate|access_log )/m
  const astray = configs.filter(
    name => !name.startsWith('local/') && ofAPlace.test(read(`deploy/nginx/${name}`)),
  )
  expect(astray).toEqual([])
})
