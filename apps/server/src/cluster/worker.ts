// The composition root of a worker: builds every part in order, and stops them in reverse. From the Socket.IO server on
// nothing is waited for: other workers are heard from then on, by parts that know of each other.

import { fileURLToPath } from 'node:url'
import { LOBBY } from '@hubbub/shared'
import { createLease } from '../chat/lease.js'
import { nameSkeleton } from '../chat/names.js'
import { createOperators } from '../chat/operators.js'
import type { Config } from '../config.js'
import { createGuardedAdapter } from '../feed/signals.js'
import { createApp } from '../http/app.js'
import type { Log } from '../log.js'
import { createMetrics } from '../metrics.js'
import { connectRedis } from '../redis/connections.js'
import { startEcho } from '../redis/echo.js'
import { createKeys } from '../redis/keys.js'
import { createNodeDirectory } from '../redis/node-directory.js'
import type { RedisPlace } from '../redis/open-client.js'
import { openStores } from '../redis/open-stores.js'
import { createHandle } from '../socket/handle.js'
import { createIoServer } from '../socket/io-server.js'
import { createLimitOfAll } from '../socket/rate-limit.js'
import { type Sessions, startSessionSweep } from '../socket/session-sweep.js'
import { createAccountParts } from './account-parts.js'
import { startAfterMessageParts } from './after-message-parts.js'
import { createChatRules, createCommandParts } from './command-parts.js'
import { startConnectionCare } from './connection-care.js'
import { drain } from './drain.js'
import { createEngineSessionId } from './engine-session-id.js'
import { createFileParts } from './file-parts.js'
import { FENCED_EXIT_CODE } from './ipc.js'
import { createLeaving } from './leaving.js'
import { createOperatorParts } from './operator-parts.js'
import { startRoomParts } from './room-parts.js'
import { startTidying } from './tidy.js'
import { connectToPrimary, leaveSignalsToPrimary, workerId } from './worker-link.js'
import { createWorkerMonitor } from './worker-monitor.js'

/** As long as the primary waits before it kills a worker that says nothing (rule O2). */
const FENCE_AFTER_MS = 10_000
const BEAT_MS = 500
const PAGES = fileURLToPath(new URL('../../../web/dist', import.meta.url))

export async function startWorker(config: Config, logger: Log, redisPlace: RedisPlace): Promise<void> {
  leaveSignalsToPrimary()
  const monotonicMs = () => performance.now()
  const place = { node: config.nodeId, worker: workerId() }
  const mayOperate = createOperators(config.admins, config.demo)
  const workerKeyOf = (id: string) => `${config.nodeId}.${config.runId}.${id}`
  const metrics = createMetrics()
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
    ...config,
    workerKey: workerKeyOf(place.worker),
    replicas: config.durability.replicas,
    batchAppended: metrics.batchAppended,
  })
  const { log, rooms } = stores
  await redis.ready()
  await rooms.ensure(LOBBY, 'Lobby', nameSkeleton('Lobby'))
  await stores.presence.renew()
  const echo = startEcho(redis, keys.echo(workerKeyOf(place.worker)), logger, monotonicMs)
  stops.push(() => echo.stop())

  const over: Sessions['over'] = these => people.swept.over(these)
  const afterwards = startAfterMessageParts({ config, stores, over, metrics, logger, now: monotonicMs })
  stops.push(afterwards.stop)
  const rules = createChatRules(config, stores, afterwards.after)
  const people = await createAccountParts(config, stores, rules.beginReading, logger)
  const files = createFileParts(config, stores, metrics)
  stops.push(startTidying(people.accounts, rooms, files.sweep, logger))
  const notReadyBecause = () => {
    if (leaving.isUnderWay()) return 'draining'
    return echo.isHeard() ? null : 'no echo through redis'
  }
  const app = await createApp({
    logger,
    trustProxy: config.trustProxy,
    httpsOnly: people.httpsOnly,
    isTrustedOrigin: people.isTrustedOrigin,
    auth: {
      ...people.routes,
      throttles: stores.throttles,
      sessionEnded: sessionId => roomParts.signals.sessionRevoked(sessionId),
      otherSessionsEnded: spared => roomParts.signals.otherSessionsRevoked(spared),
    },
    webhooks: rules.webhooks,
    files: files.routes,
    health: { notReadyBecause },
    pages: PAGES,
  })
  stops.push(() => app.close())

  const io = createIoServer({
    httpServer: app.server,
    generateEngineId: createEngineSessionId(config.nodeId, place.worker),
    gate: people.gate,
    isCutOff: () => !echo.isHeard(),
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
    // Nothing it knows can be believed any more: it says no word, to clients or Redis, and the primary starts another.
    logger.fatal('this worker stood still for too long and ends')
    process.exit(FENCED_EXIT_CODE)
  })
  everyMs(BEAT_MS, lease.beat)

  const handle = createHandle(logger, lease.isHeld, createLimitOfAll(config.messagesPer10s))
  const directory = createNodeDirectory(redis.commands, keys, config.nodeId)
  const operators = createOperatorParts({
    io,
    place,
    redis: redis.commands,
    keys,
    directory,
    handle,
    sendMessage: rules.sendMessage,
    invite: people.signUp.invite,
    makePasswordReset: people.makePasswordReset,
    askPrimary: operation => link.operate(operation),
    now: monotonicMs,
    logger,
  })
  const sweep = startSessionSweep({
    io,
    sessions: people.swept,
    logger,
    now: monotonicMs,
    fullLifeMs: config.sessionMaxAgeMs,
  })
  stops.push(() => sweep.stop())
  const roomParts = startRoomParts({
    io,
    redis,
    keys,
    stores,
    lease,
    operators,
    told: { ...place, fileMaxBytes: config.fileMaxBytes },
    mayOperate,
    sessionsUpToDate: sweep.upToDate,
    commandsTelling: tell =>
      createCommandParts({
        rules,
        push: afterwards.pushRules,
        log,
        handle,
        tell,
        messagesPer10s: config.messagesPer10s,
        counter: metrics,
        operatorCommands: operators.commands,
        adminCommands: operators.adminCommands,
        mayOperate,
      }),
    metrics,
    logger,
  })
  stops.push(roomParts.stop)
  const care = startConnectionCare({
    io,
    echo,
    logger,
    now: monotonicMs,
    slowReaderCut: metrics.slowReaderCut,
    random: Math.random,
  })
  stops.push(() => care.stop())

  const leave = (windowMs: number) =>
    leaving.leave(hurry =>
      drain({ io, connections: link.connections, windowMs, hurry, logger, random: Math.random }),
    )
  const link = connectToPrimary({
    nodeId: config.nodeId,
    server: app.server,
    log: logger,
    monitor: createWorkerMonitor({
      ...roomParts,
      metrics,
      io,
      log,
      echo,
      directory,
      notReadyBecause,
      now: monotonicMs,
    }),
    onOperated: operators.operated,
    onDrain: leave,
    onStop: leave,
    onPeerLost: peer => void roomParts.peerLost(workerKeyOf(peer)),
  })
  link.ready()
  logger.info({ pid: process.pid }, 'worker ready')
}
