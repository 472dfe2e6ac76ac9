// Every fault there is, in the order in which a full run has them.

import { clientsSlow, clientsVanish } from './client-links.js'
import { redisFailOver } from './fail-over.js'
import type { Fault } from './fault.js'
import { clockJump, loopStall, noFiles, silentFlood, workerOutOfMemory } from './machine.js'
import { nginxKill, nginxReload, reconnectStorm } from './nginx.js'
import { machineLoss, outOfLease, primaryHang, primaryKill, primaryStop } from './primaries.js'
import { stuckReaders } from './readers.js'
import { channelOverrun, channelsCut } from './redis-channels.js'
import { lostHead, redisDiskFull, redisMemoryFull, scriptFlush } from './redis-data.js'
import { linkHalfOpen, linkLate, linkReset, linkSlow, nodeSplit } from './redis-links.js'
import { redisFreeze, redisKill, redisPause, redisRestart } from './redis-process.js'
import { rollingReload } from './reloads.js'
import { lostRevocation } from './sessions.js'
import { newerClient } from './versions.js'
import { crashLoop, workerKill, workerStall, workerStop } from './workers.js'

export const FAULTS: readonly Fault[] = [
  ...[workerKill, workerStall, workerStop, crashLoop, loopStall, workerOutOfMemory],
  ...[primaryKill, primaryStop, primaryHang, machineLoss, outOfLease, rollingReload],
  ...[redisKill, redisRestart, redisFreeze, redisPause],
  ...[channelsCut, channelOverrun, scriptFlush, redisMemoryFull, redisDiskFull],
  ...[linkHalfOpen, linkSlow, linkLate, linkReset, nodeSplit],
  ...[nginxReload, nginxKill, reconnectStorm],
  ...[clientsVanish, clientsSlow, stuckReaders, silentFlood, noFiles],
  ...[clockJump, lostRevocation, newerClient, lostHead],
  redisFailOver,
]
