// Every setting, read and checked in one place. The only file that reads the environment.

import { createHash, randomBytes } from 'node:crypto'
import { availableParallelism, hostname } from 'node:os'
import { join, resolve } from 'node:path'
import { type AskedSites, askedSites } from './asked-sites.js'
import { type OpenIdSetting, openIdSetting } from './open-id-setting.js'
import { isProxyAddress } from './proxy-address.js'
import { pushServices } from './push-services.js'
import { parseRedisUrl } from './redis-address.js'
import { keptSecret } from './session-secret.js'
import { createSettingsReader, type Environment } from './settings-reader.js'
import { type SignUpWay, signUpWays } from './sign-up-ways.js'

/** What an ack waits for: `fsync` for the embedded Redis, `replicas` for one with replicas. */
export interface Durability {
  readonly fsync: 'everysec' | 'always'
  readonly replicas: number
}

export interface Config {
  readonly production: boolean
  /** systemd started this node and waits to be told that it is up (`Type=notify`). */
  readonly isAwaitedBySystemd: boolean
  readonly host: string
  readonly port: number
  /** Where operators find metrics, status and reload; null: nowhere. */
  readonly internal: { readonly host: string; readonly port: number } | null
  readonly workers: number
  readonly nodeId: string
  /** Tells one run of a node from the next; the primary makes it and hands it to its workers. */
  readonly runId: string
  readonly logLevel: string
  readonly dataDir: string
  /** null: run an embedded Redis in `dataDir`. */
  readonly redisUrl: string | null
  /** Certificates that vouch for a Redis behind TLS, in PEM; null: the usual ones. */
  readonly redisCa: string | null
  /** Program of the embedded Redis; null: the one that is installed. */
  readonly redisServer: string | null
  readonly keyPrefix: string
  readonly durability: Durability
  readonly sessionSecrets: readonly string[]
  readonly sessionMaxAgeMs: number
  /** Who may come in for the first time without an invitation. */
  readonly signUp: readonly SignUpWay[]
  /** The identity provider that people may sign in through; null: none. */
  readonly openId: OpenIdSetting | null
  /** Peers whose X-Forwarded-* headers are believed: addresses or CIDR ranges; false for none. */
  readonly trustProxy: readonly string[] | false
  /** Origin under which people reach this server; null: whatever host they asked for. */
  readonly publicUrl: string | null
  readonly allowedOrigins: readonly string[]
  readonly roomLogEntries: number
  readonly connectionsPerUser: number
  readonly messagesPer10s: number
  readonly webhookMessagesPer10s: number
  readonly signInsPerMinute: number
  /** Where files in messages lie; all nodes on one Redis share it. */
  readonly filesDir: string
  readonly fileMaxBytes: number
  /** What one user may send in files. */
  readonly fileBytesPerHour: number
  /** Origins of push services that notifications are sent to, `https://*.` before a domain for all its hosts; none: there are no pushes. */
  readonly pushServices: readonly string[]
  /** Who is asked what a link leads to. */
  readonly linkPreviews: AskedSites
  /** Within which the clients of a worker that is replaced, or of a node that stops, are told to move. */
  readonly drainMs: number
  /** Names of registered accounts that may watch and operate the cluster. */
  readonly admins: readonly string[]
  /** Everybody who is signed in may. */
  readonly demo: boolean
}

/** All that is wrong with the settings, one line each. */
export class BadSettings extends Error {
  override readonly name = 'BadSettings'

  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'))
  }
}

const MIB = 1_024 * 1_024
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

/** @throws BadSettings naming every fault at once */
export function loadConfig(environment: Environment): Config {
  const settings = createSettingsReader(environment)
  const { faults, fault, text, list, wholeNumber, oneOf, matching, origin, folder } = settings
  const production = environment.NODE_ENV === 'production'
  const dataDir = resolve(text('DATA_DIR') ?? 'data')
  const redisUrl = text('REDIS_URL') ?? null
  if (redisUrl !== null) checkRedisUrl(redisUrl)
  const publicUrl = text('PUBLIC_URL')
  const trustProxy = list('TRUST_PROXY')
  for (const peer of trustProxy) {
    if (!isProxyAddress(peer)) {
      fault(`TRUST_PROXY must list addresses, CIDR ranges, loopback, linklocal or uniquelocal, not "${peer}"`)
    }
  }
  if (publicUrl?.startsWith('https:') && trustProxy.length === 0) {
    fault('TRUST_PROXY must name the proxy that ends TLS for the https of PUBLIC_URL, e.g. loopback')
  }

  const host = text('HOST') ?? '0.0.0.0'
  const port = wholeNumber('PORT', 3000, 0, 65_535)
  const filesDir = text('FILES_DIR')
  const fileMaxBytes = wholeNumber('FILE_MAX_MIB', 10, 1, 1_024) * MIB
  const fileBytesPerHour = wholeNumber('FILE_MIB_PER_HOUR', 200, 1, 1_000_000) * MIB
  if (fileBytesPerHour < fileMaxBytes) fault('FILE_MIB_PER_HOUR must not be less than FILE_MAX_MIB')

  const config: Config = {
    production,
    isAwaitedBySystemd: Boolean(environment.NOTIFY_SOCKET),
    host,
    port,
    internal: internalAddress(),
    workers: wholeNumber('WORKERS', availableParallelism(), 1, 256),
    nodeId: matching('NODE_ID', /^[a-z0-9-]{1,32}$/, '1 to 32 of a-z, 0-9 and -', nodeIdOfThisMachine()),
    runId: text('HUBBUB_RUN_ID') ?? randomBytes(6).toString('base64url'),
    logLevel: oneOf('LOG_LEVEL', LOG_LEVELS, production ? 'info' : 'warn'),
    dataDir,
    redisUrl,
    redisCa: text('REDIS_CA') ?? null,
    redisServer: text('REDIS_SERVER') ?? null,
    keyPrefix: matching(
      'KEY_PREFIX',
      /^[\w:.-]{0,64}$/,
      'up to 64 of letters, digits and _ : . -',
      'hubbub:',
    ),
    durability: durability(),
    sessionSecrets: sessionSecrets(),
    sessionMaxAgeMs: wholeNumber('SESSION_MAX_AGE_HOURS', 14 * 24, 1, 24 * 366) * 3_600_000,
    signUp: signUpWays(text('SIGN_UP'), fault),
    openId: openIdSetting(settings, publicUrl),
    trustProxy: trustProxy.length > 0 ? trustProxy : false,
    publicUrl: publicUrl === undefined ? null : origin('PUBLIC_URL', publicUrl),
    allowedOrigins: list('ALLOWED_ORIGINS').map(given => origin('ALLOWED_ORIGINS', given)),
    roomLogEntries: wholeNumber('ROOM_LOG_ENTRIES', 100_000, 100, 10_000_000),
    connectionsPerUser: wholeNumber('CONNECTIONS_PER_USER', 10, 1, 1_000_000),
    messagesPer10s: wholeNumber('MESSAGES_PER_10S', 50, 1, 1_000_000),
    webhookMessagesPer10s: wholeNumber('WEBHOOK_MESSAGES_PER_10S', 30, 1, 1_000_000),
    drainMs: wholeNumber('DRAIN_SECONDS', 10, 1, 600) * 1_000,
    signInsPerMinute: wholeNumber('SIGN_INS_PER_MINUTE', 60, 1, 1_000_000),
    // Whether it can be written to is seen when the node starts: it may be made only then.
    filesDir: filesDir === undefined ? join(dataDir, 'files') : folder('FILES_DIR', filesDir),
    fileMaxBytes,
    fileBytesPerHour,
    pushServices: pushServices(list('PUSH_SERVICES'), given => origin('PUSH_SERVICES', given)),
    linkPreviews: askedSites(list('LINK_PREVIEWS'), fault),
    admins: admins(),
    demo: oneOf('DEMO', ['on', 'off'], 'off') === 'on',
  }
  if (faults.length > 0) throw new BadSettings(faults)
  return Object.freeze(config)

  function checkRedisUrl(url: string): void {
    try {
      parseRedisUrl(url)
    } catch (error) {
      fault(`REDIS_URL ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  function admins(): string[] {
    const names = list('ADMINS')
    for (const name of names) {
      // As accounts are called: invisible characters are not in it, and something is to be seen.
      if (!/^(?=.*[\p{L}\p{N}\p{Extended_Pictographic}])[^\p{C}]{1,32}$/u.test(name))
        fault(`ADMINS must list names of accounts, not "${name}"`)
    }
    return names
  }

  function durability(): Durability {
    const given = text('DURABILITY') ?? 'everysec'
    const replicas = Number(/^wait:([1-9])$/.exec(given)?.[1] ?? 0)
    if (replicas === 0 && given !== 'everysec' && given !== 'always') {
      fault(`DURABILITY must be everysec, always or wait:<number of replicas, 1 to 9>, not "${given}"`)
    }
    if (given === 'always' && redisUrl !== null) {
      fault(
        'DURABILITY=always is for the private Redis; the one of REDIS_URL needs `appendfsync always` itself',
      )
    }
    if (replicas > 0 && (redisUrl === null || redisUrl.includes('+cluster:'))) {
      fault('DURABILITY=wait:<n> needs a REDIS_URL of one server or of Sentinels')
    }
    return { fsync: given === 'always' ? 'always' : 'everysec', replicas }
  }

  /** Never where others can reach it unless told so; nodes on one machine differ in it if they do in the public one. */
  function internalAddress(): Config['internal'] {
    const internalHost = text('INTERNAL_HOST') ?? (isLoopback(host) ? host : '127.0.0.1')
    if (text('INTERNAL_PORT') === 'off') return null
    return {
      host: internalHost,
      port: wholeNumber('INTERNAL_PORT', internalPortBeside(port), 0, 65_535, ' or off'),
    }
  }

  /** The first signs, all of them verify, so that a secret can be replaced without signing everybody out. */
  function sessionSecrets(): string[] {
    const given = list('SESSION_SECRET')
    for (const secret of given) {
      if (Buffer.byteLength(secret) < 32)
        fault('SESSION_SECRET must have at least 32 bytes (openssl rand -hex 32)')
    }
    if (given.length === 0 && production) {
      fault('SESSION_SECRET (or SESSION_SECRET_FILE) must be set when NODE_ENV=production')
    }
    return given.length > 0 || production ? given : [keptSecret(dataDir, fault)]
  }
}

const INTERNAL_PORT_ABOVE = 1_000

/** 0, for any free one, beside 0. */
function internalPortBeside(port: number): number {
  if (port === 0) return 0
  return port + INTERNAL_PORT_ABOVE <= 65_535 ? port + INTERNAL_PORT_ABOVE : port - INTERNAL_PORT_ABOVE
}

function isLoopback(host: string): boolean {
  return /^(127(\.\d+){3}|::1|localhost)$/.test(host)
}

// Host names may hold characters that an engine session id must not.
function nodeIdOfThisMachine(): string {
  const name = hostname()
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 32)
  return name || createHash('sha256').update(hostname()).digest('hex').slice(0, 8)
}
