// Keeps a client connected. Always true:
//  - at most one link is being opened, and at most one is current: the newest that opened;
//  - a current link is replaced by opening the next one beside it (a draining worker), so that the rooms can move over
//    before the older one is closed;
//  - an ended link is followed by another attempt, until the session ends, the version is refused or `stop`; also while
//    the machine says that it is offline, since a server on that very machine needs no network;
//  - nothing is asked for and nothing said under another account, when somebody else has signed in meanwhile.

import type { ErrorCode, UserId, Welcome } from '@hubbub/shared'
import { BACKOFF_MAX_MS, backoffMs, waitAfterMs } from './backoff.js'
import type { Clock } from './clock.js'
import type { Facts, Link, LinkEnd, OpenLink, Transport } from './link.js'
import type { ChatObserver } from './observer.js'

export type ConnectionStatus =
  | { state: 'connecting' }
  | { state: 'connected'; node: string; worker: string }
  /** The connection was lost; the next attempt is under way or due. */
  | { state: 'reconnecting'; attempt: number }
  /** As `reconnecting`, and the machine says that it is offline (told by the embedder through `setOnline`). */
  | { state: 'offline' }
  /** Refused for what only something elsewhere can change, as too many connections; asked again now and then. */
  | { state: 'refused'; code: ErrorCode }
  /** The session has ended: sign in again and make a new client. */
  | { state: 'signed-out' }
  /** The server speaks another protocol version: load a newer client. */
  | { state: 'outdated' }
  | { state: 'stopped' }

/** The first attempt after a loss comes within this time, at a random moment of it. */
const FIRST_RETRY_MS = 500
/** A link that ends sooner than this after it opened counts as a failed attempt, so that a loop slows down. */
const STABLE_AFTER_MS = 2_000

export interface Connection {
  status(): ConnectionStatus
  /** The newest link that opened, while it is open. */
  current(): Link | null
  /** As the newest welcome said. */
  isOperator(): boolean
  /** The same. */
  fileMaxBytes(): number | null
  start(): void
  stop(): void
  setOnline(isOnline: boolean): void
}

export interface ConnectionDeps {
  /** Whose connection it is to be. */
  userId: UserId
  openLink: OpenLink
  transports: readonly Transport[]
  clock: Clock
  random: () => number
  /** Everything the server tells except what concerns the connection itself. */
  facts: Omit<Facts, 'server:welcome' | 'server:draining' | 'session:revoked'>
  joinRooms(link: Link): Promise<void>
  statusChanged(): void
  observer: Pick<ChatObserver, 'connected' | 'disconnected'>
}

export function createConnection(deps: ConnectionDeps): Connection {
  const { clock, random, observer } = deps
  const facts: Facts = {
    ...deps.facts,
    'server:welcome': opened,
    'server:draining': (link, { moveInMs }) => link === current && openNext(moveInMs),
    'session:revoked': () => finish({ state: 'signed-out' }),
  }

  let status: ConnectionStatus = { state: 'connecting' }
  let isRunning = false
  let isOnline = true
  let wasConnected = false
  let isOperator = false
  let fileMaxBytes: number | null = null

  /** All that have not ended: the current one, one that opens, and older ones whose rooms are moving over. */
  const links = new Set<Link>()
  const openLinks = new Set<Link>()
  let current: Link | null = null
  let opening: Link | null = null
  let cancelNext = () => {}
  let transports = deps.transports
  let failures = 0
  let openedAt = 0

  function start() {
    if (isRunning) return
    isRunning = true
    wasConnected = false
    connectNow()
  }

  function stop() {
    finish({ state: 'stopped' })
  }

  function setOnline(online: boolean) {
    if (online === isOnline) return
    isOnline = online
    if (isRunning) connectNow()
  }

  function connectNow() {
    failures = 0
    closeAll()
    setStatus(statusWhileOpening())
    openNext(0)
  }

  function openNext(delayMs: number) {
    cancelNext()
    cancelNext = clock.after(delayMs, () => {
      if (opening) return
      opening = deps.openLink(transports, { facts, ended })
      links.add(opening)
    })
  }

  function opened(link: Link, welcome: Welcome) {
    const { user, node, worker, operator } = welcome
    if (user.userId !== deps.userId) return finish({ state: 'signed-out' })
    const previous = current
    openLinks.add(link)
    observer.connected?.(welcome)
    current = link
    opening = null
    wasConnected = true
    isOperator = operator
    fileMaxBytes = welcome.fileMaxBytes ?? null
    openedAt = clock.now()
    setStatus({ state: 'connected', node, worker })
    void deps.joinRooms(link).then(() => previous?.closeWhenIdle())
  }

  function ended(link: Link, end: LinkEnd) {
    const wasCurrent = link === current
    const wasOpening = link === opening
    links.delete(link)
    observer.disconnected?.(end, openLinks.delete(link))
    if (wasCurrent) current = null
    if (wasOpening) opening = null
    if (!isRunning || !(wasCurrent || wasOpening)) return

    const isLongLived = wasCurrent && clock.now() - openedAt >= STABLE_AFTER_MS
    failures = isLongLived ? 0 : failures + 1
    // A WebSocket that nobody refuses and nobody answers: some proxies do that. Let the other transport go first.
    if (end.kind === 'timed-out') transports = [...transports].reverse()
    if (end.kind === 'refused' && end.failure.code === 'unauthenticated')
      return finish({ state: 'signed-out' })
    if (end.kind === 'refused' && end.failure.code === 'upgrade_required')
      return finish({ state: 'outdated' })

    const isRefused = end.kind === 'refused' && !end.failure.retryable
    if (current === null)
      setStatus(isRefused ? { state: 'refused', code: end.failure.code } : statusWhileOpening())
    if (opening === null) openNext(delayAfter(end))
  }

  function delayAfter(end: LinkEnd): number {
    if (failures === 0) return random() * FIRST_RETRY_MS
    if (end.kind !== 'refused') return backoffMs(failures, random)
    if (end.failure.retryable) return waitAfterMs(end.failure, failures, random)
    // Too many connections, for instance: only something elsewhere can change that.
    return Math.max(end.failure.retryAfterMs ?? 0, BACKOFF_MAX_MS * (1 + random()))
  }

  function statusWhileOpening(): ConnectionStatus {
    if (!isOnline) return { state: 'offline' }
    return wasConnected ? { state: 'reconnecting', attempt: failures + 1 } : { state: 'connecting' }
  }

  function finish(last: ConnectionStatus) {
    isRunning = false
    closeAll()
    setStatus(last)
  }

  function closeAll() {
    cancelNext()
    current = null
    opening = null
    for (const link of [...links]) link.close()
  }

  function setStatus(next: ConnectionStatus) {
    status = next
    deps.statusChanged()
  }

  return {
    status: () => status,
    current: () => current,
    isOperator: () => isOperator,
    fileMaxBytes: () => fileMaxBytes,
    start,
    stop,
    setOnline,
  }
}
