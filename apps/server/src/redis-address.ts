// Where Redis is: one server, a set of Sentinels that know the primary, or a Redis Cluster.

export type RedisAddress = { tls: boolean; username?: string; password?: string } & (
  | { kind: 'server'; host: string; port: number; db: number }
  | { kind: 'socket'; path: string }
  | { kind: 'sentinel'; sentinels: HostAndPort[]; name: string; db: number }
  | { kind: 'cluster'; nodes: HostAndPort[] }
)

interface HostAndPort {
  host: string
  port: number
}

const FORMS = [
  'redis://[user:password@]host[:port][/db]',
  'rediss://… for TLS',
  'unix:///path/to/socket',
  'redis+sentinel://[user:password@]host[:port],host[:port]…/name-of-the-primary[/db]',
  'redis+cluster://[user:password@]host[:port],host[:port]…',
] as const

/** @throws Error with one line that says which forms there are, and nothing of a password */
export function parseRedisUrl(url: string): RedisAddress {
  const match = /^(redis|rediss|unix)(?:\+(sentinel|cluster))?:\/\/(?:([^@/]*)@)?([^/]*)(\/.*)?$/.exec(url)
  if (!match) throw notAnAddress()
  const [, scheme, kind, user = '', hosts = '', path = ''] = match
  if (scheme === 'unix') {
    if (kind || user || hosts || path.length < 2) throw notAnAddress()
    return { kind: 'socket', path, tls: false }
  }

  const shared = { tls: scheme === 'rediss', ...credentials(user) }
  const defaultPort = kind === 'sentinel' ? 26_379 : 6_379
  const nodes = hosts.split(',').map(host => hostAndPort(host, defaultPort))
  const [first, ...more] = nodes
  const [, segment = '', ...rest] = path.split('/')
  if (kind === 'cluster') {
    if (segment) throw notAnAddress()
    return { ...shared, kind, nodes }
  }
  if (kind === 'sentinel') {
    if (!/^[\w.-]+$/.test(segment)) throw notAnAddress()
    return { ...shared, kind, sentinels: nodes, name: segment, db: database(rest[0] ?? '') }
  }
  if (first === undefined || more.length > 0 || rest.length > 0) throw notAnAddress()
  return { ...shared, kind: 'server', ...first, db: database(segment) }
}

/** For people: without user and password. */
export function shownAddress(address: RedisAddress): string {
  const list = (nodes: readonly HostAndPort[]) => nodes.map(({ host, port }) => `${host}:${port}`).join(',')
  switch (address.kind) {
    case 'server':
      return `${address.host}:${address.port}`
    case 'socket':
      return address.path
    case 'sentinel':
      return `${address.name} of the Sentinels ${list(address.sentinels)}`
    case 'cluster':
      return `the cluster ${list(address.nodes)}`
  }
}

function credentials(given: string): { username?: string; password?: string } {
  const [user = '', ...password] = given.split(':')
  return {
    ...(user ? { username: decodeURIComponent(user) } : {}),
    ...(password.length > 0 ? { password: decodeURIComponent(password.join(':')) } : {}),
  }
}

function hostAndPort(given: string, defaultPort: number): HostAndPort {
  const match = /^(\[[0-9a-fA-F:.]+\]|[^:[\]\s?#]+)(?::(\d{1,5}))?$/.exec(given)
  const port = match?.[2] === undefined ? defaultPort : Number(match[2])
  if (!match?.[1] || port > 65_535) throw notAnAddress()
  return { host: match[1].replace(/^\[|\]$/g, ''), port }
}

function database(given: string): number {
  if (!/^\d{0,4}$/.test(given)) throw notAnAddress()
  return Number(given)
}

function notAnAddress(): Error {
  return new Error(`must be one of ${FORMS.join('; ')}`)
}
