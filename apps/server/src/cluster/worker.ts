// The composition root of a worker: builds every part in order, and stops them in reverse.

import { fileURLToPath } from 'node:url'
import { type Account, LOBBY } from '@hubbub/shared'
import { createAccountRules } from '../chat/accounts.js'
import { createLease } from '../chat/lease.js'
import { createMarkRead } from '../chat/mark-read.js'
import { nameSkeleton } from '../chat/names.js'
import { createPasswords } from '../chat/passwords.js'
import { ANNOUNCE_MS, createPresence } from '../chat/presence.js'
import { createRoomRules } from '../chat/rooms.js'
import { createSendMessage } from '../chat/send-message.js'
import type { Config } from '../config.js'
import { createDelivery } from '../feed/deliver.js'
import { createRoomFeed } from '../feed/room-feed.js'
import { createGuardedAdapter, createSignals } from '../feed/signals.js'
import { startSlowReaderCheck } from '../feed/slow-readers.js'
import { createTellFollowers } from '../feed/tell-followers.js'
import { createApp } from '../http/app.js'
import { createTrustedOrigin } from '../http/origin.js'
import { createSessions } from '../http/session.js'
import type { Log } from '../log.js'
import { createMetrics } from '../metrics.js'
import { connectRedis, type RedisPlace } from '../redis/connections.js'
import { startEcho } from '../redis/echo.js'
import { createKeys } from '../redis/keys.js'
import { createNodeDirectory } from '../redis/node-directory.js'
import { openStores } from '../redis/open-stores.js'
import { createCommands } from '../socket/commands.js'
import { acceptConnections } from '../socket/connection.js'
import { createHandle } from '../socket/handle.js'
import { createIoServer } from '../socket/io-server.js'
import { createLimitOfAll } from '../socket/rate-limit.js'
import { startSessionSweep } from '../socket/session-sweep.js'
import { drain } from './drain.js'
import { createEngineSessionId } from './engine-session-id.js'
import { startLeaseKeeper } from './lease-keeper.js'
import { createLeaving } from './leaving.js'
import { createProcessMeter } from './process-meter.js'
import { connectToPrimary, leaveSignalsToPrimary, workerId } from './worker-link.js'

/** As long as the primary waits before it kills a worker that says nothing (rule O2). */
const FENCE_AFTER_MS = 10_000
const BEAT_MS = 500
const PUT_AWAY_MS = 60_000
const DRAIN_GRACE_MS = 5_000
/** Where there is no other node to move to: long enough for a word, short enough for somebody who waits. */
const STOP_WINDOW_MS = 500
const PAGES = fileURLToPath(new URL('../../../web/dist', import.meta.url))

export async function startWorker(config: Config, logger: Log, redisPlace: RedisPlace): Promise<void> {
  leaveSignalsToPrimary()
  const monotonicMs = () => performance.now()
  const worker = workerId()
  const workerKeyOf = (id: string) => `${config.nodeId}.${config.runId}.${id}`
  const metrics = createMetrics()
  const measureLoad = createProcessMeter(monotonicMs)
  const stops: (() => void | Promise<void>)[] = []
  const leaving = createLeaving(stops, logger)
  const everyMs = (ms: number, work: () => void) => {
    const timer = setInterval(work, ms)
    stops.push(() => clearInterval(timer))
  }

  const redis = connectRedis(redisPlace, logger)
  stops.push(() => redis.stop())
  const keys = createKeys(config.keyPrefix)
  const stores = openStores(redis, keys, {
    workerKey: workerKeyOf(worker),
    roomLogEntries: config.roomLogEntries,
    replicas: config.durability.replicas,
    sessionMaxAgeMs: config.sessionMaxAgeMs,
    signInsPerMinute: config.signInsPerMinute,
    batchAppended: metrics.batchAppended,
  })
  const { log, rooms, readMarks } = stores
  await redis.ready()
  await rooms.ensure(LOBBY, 'Lobby', nameSkeleton('Lobby'))

  const echo = startEcho(redis, keys.echo(workerKeyOf(worker)), logger, monotonicMs)
  stops.push(() => echo.stop())

  const httpsOnly = config.publicUrl?.startsWith('https:') ?? false
  const isTrustedOrigin = createTrustedOrigin(config.publicUrl, config.allowedOrigins)
  const sessions = createSessions({
    store: stores.sessions.store,
    secrets: config.sessionSecrets,
    maxAgeMs: config.sessionMaxAgeMs,
    behindProxy: config.trustProxy !== false,
    httpsOnly,
  })
  const markRead = createMarkRead({ rooms, log, readMarks })
  const accounts = createAccountRules(
    {
      accounts: stores.accounts,
      rooms,
      markRead,
      passwords: await createPasswords(),
    },
    Math.ceil(config.sessionMaxAgeMs / 1_000),
    Date.now,
  )
  const lifeLeft = async ({ account, sessionId }: { account: Account; sessionId: string }) =>
    Math.min(...(await Promise.all([stores.sessions.lifeLeft(sessionId), accounts.lifeLeft(account)])))
  everyMs(PUT_AWAY_MS, () => {
    accounts.putAwayGuests().catch(error => logger.warn({ reason: String(error) }, 'guests not put away'))
  })
  const notReadyBecause = () => {
    if (leaving.isUnderWay()) return 'draining'
    return echo.isHeard() ? null : 'no echo through redis'
  }
  const app = await createApp({
    logger,
    trustProxy: config.trustProxy,
    httpsOnly,
    isTrustedOrigin,
    auth: {
      sessions,
      accounts,
      throttles: stores.throttles,
      sessionEnded: sessionId => signals.sessionRevoked(sessionId),
    },
    health: { notReadyBecause },
    pages: PAGES,
  })
  stops.push(() => app.close())

  const io = createIoServer({
    httpServer: app.server,
    generateEngineId: createEngineSessionId(config.nodeId, worker),
    gate: {
      isTrustedOrigin,
      loadSession: sessions.middleware,
      signedIn: sessions.signedIn,
      sessionCookie: sessions.cookie,
      isStillSignedIn: async session => (await lifeLeft(session)) > 0,
    },
    connectionsPerUser: config.connectionsPerUser,
    adapter: createGuardedAdapter(
      redis.library.commands,
      redis.library.subscriber,
      keys,
      logger,
      metrics.signalLost,
    ),
  })
  const lease = createLease(monotonicMs, FENCE_AFTER_MS, () => {
    // Nothing this process knows can be believed any more, nor that nobody has taken its place: it says no word, to
    // clients or to Redis, and the primary starts another.
    logger.fatal('this worker stood still for too long and ends')
    process.exit(1)
  })
  everyMs(BEAT_MS, lease.beat)

  const signals = createSignals(io, {
    presenceTouched: roomIds => presence.touched(roomIds),
    memberLeft: (userId, roomId) => userLeft(userId, roomId),
  })
  const tellFollowers = createTellFollowers(io)
  const feed = createRoomFeed({
    channels: redis.channels,
    keys,
    log,
    delivery: createDelivery(io, tellFollowers, lease.isHeld, {
      entries: (entries, sockets) => metrics.entriesDelivered(entries, sockets, Date.now()),
      resync: reason => metrics.resynced(reason, 'feed'),
    }),
    logger,
    repaired: metrics.gapRepaired,
  })
  stops.push(() => feed.stop())
  const presence = createPresence({
    store: stores.presence,
    signals,
    tell: change => void tellFollowers('presence:changed', change),
    onError: error => logger.warn({ reason: String(error) }, 'presence not written'),
  })
  const leaseKeeper = await startLeaseKeeper({
    leases: stores.presence,
    presence,
    onRedisRestored: redis.onRestored,
    logger,
  })
  stops.push(() => leaseKeeper.end())
  everyMs(ANNOUNCE_MS, () => void presence.announce())

  const registerCommands = createCommands({
    handle: createHandle(logger, lease.isHeld, createLimitOfAll(config.messagesPer10s)),
    rooms: createRoomRules({ rooms, log, readMarks }),
    log,
    sendMessage: createSendMessage(log),
    markRead,
    tell: signals,
    messagesPer10s: config.messagesPer10s,
    counter: metrics,
  })
  const userLeft = acceptConnections({
    io,
    feed,
    presence,
    place: { node: config.nodeId, worker },
    register: registerCommands,
  })
  const slowReaders = startSlowReaderCheck(io, logger, monotonicMs, metrics.slowReaderCut)
  stops.push(() => slowReaders.stop())
  const sweep = startSessionSweep(
    io,
    {
      lifeLeft,
      async touch(sessionId, account) {
        await stores.sessions.touch(sessionId)
        await accounts.keep(account)
      },
    },
    logger,
    config.sessionMaxAgeMs,
  )
  stops.push(() => sweep.stop())

  const leave = (windowMs: number, graceMs: number) =>
    leaving.leave(hurry => drain({ io, windowMs, graceMs, hurry, logger, random: Math.random }))
  const link = connectToPrimary({
    nodeId: config.nodeId,
    server: app.server,
    log: logger,
    monitor: {
      ...metrics,
      share: createNodeDirectory(redis.commands, keys, config.nodeId),
      report: () => ({
        ...measureLoad(),
        notReadyBecause: notReadyBecause(),
        sockets: io.of('/').sockets.size,
        roomsFollowed: feed.followedRooms(),
        roomsPresent: presence.rooms(),
        appendsWaiting: log.waiting(),
        echoAgeMs: echo.ageMs(),
      }),
    },
    onDrain: windowMs => leave(windowMs, DRAIN_GRACE_MS),
    onStop: windowMs =>
      windowMs > 0 ? leave(windowMs, DRAIN_GRACE_MS) : leave(STOP_WINDOW_MS, STOP_WINDOW_MS),
    onPeerLost: peer => void leaseKeeper.peerLost(workerKeyOf(peer)),
  })
  link.ready()
  logger.info({ pid: process.pid }, 'worker ready')
}
