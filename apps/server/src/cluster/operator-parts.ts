// Joins what serves operators in a worker: the status of all nodes, acts on their workers, traced messages.

import type { Entry, WorkerPlace } from '@hubbub/shared'
import type { MakePasswordResetRule } from '../chat/password-resets.js'
import type { Operation, OperationOutcome } from '../chat/ports.js'
import { type SendMessageRule, textOf } from '../chat/send-message.js'
import type { SignUpRules } from '../chat/sign-up.js'
import { createOperatorSignals } from '../feed/operator-signals.js'
import type { Delivery } from '../feed/room-feed.js'
import { createMessageTrace } from '../feed/trace-message.js'
import { createTraceWatch } from '../feed/trace-watch.js'
import type { Log } from '../log.js'
import type { Commands } from '../redis/connections.js'
import type { Keys } from '../redis/keys.js'
import type { NodeDirectory } from '../redis/node-directory.js'
import { createRedisClock } from '../redis/redis-clock.js'
import { createAdminCommands } from '../socket/admin-commands.js'
import type { Handle } from '../socket/handle.js'
import { createOperatorCommands } from '../socket/operator-commands.js'
import { type ChatServer, followersOf } from '../sockets.js'
import { clusterStatusOf } from './cluster-status.js'
import { createOperations } from './operations.js'

export interface OperatorParts {
  readonly commands: ReturnType<typeof createOperatorCommands>
  readonly adminCommands: ReturnType<typeof createAdminCommands>
  /** The delivery that the room feed is given. */
  aroundDelivery(delivery: Delivery): Delivery
  delivered(entries: readonly Entry[], clients: number): void
  /** The primary answers. */
  operated(operationId: string, outcome: OperationOutcome): void
}

export function createOperatorParts(deps: {
  io: ChatServer
  place: WorkerPlace
  redis: Commands
  keys: Keys
  directory: NodeDirectory
  handle: Handle
  sendMessage: SendMessageRule
  invite: SignUpRules['invite']
  makePasswordReset: MakePasswordResetRule
  askPrimary: (operation: Operation) => void
  /** Milliseconds of a clock that only goes forward. */
  now: () => number
  logger: Log
}): OperatorParts {
  const { io, place, redis, keys, directory, handle, sendMessage, invite, makePasswordReset } = deps
  const { askPrimary, now, logger } = deps
  const compareClock = createRedisClock(redis, keys, now)
  const watch = createTraceWatch({ place, compareClock, now, logger })
  const signals = createOperatorSignals(io, {
    operate: operation => operations.asked(operation),
    operated: (operationId, outcome) => operations.told(operationId, outcome),
    watch: watched => trace.watchAsked(watched),
    watching: (traceId, from) => trace.watching(traceId, from),
    seen: seen => trace.seen(seen),
  })
  const read = async () => clusterStatusOf(await directory.read())
  const operations = createOperations({
    node: place.node,
    nodes: async () => (await read()).nodes.map(({ node }) => node),
    askPrimary,
    tellNodes: signals,
  })
  const trace = createMessageTrace({
    place,
    send: sendMessage,
    watch: watch.watch,
    hasFollowers: roomId => io.of('/').adapter.rooms.has(followersOf(roomId)),
    compareClock,
    tell: signals,
    now,
  })

  return {
    commands: createOperatorCommands(handle, {
      read,
      operate: operations.operate,
      async invite(by) {
        const invitation = await invite()
        logger.info({ by }, 'invitation made')
        return invitation
      },
      // Refused before anybody is asked to look out for it.
      trace: async (sender, { text, ...command }, moderatesAll) =>
        trace.trace(sender, { ...command, text: textOf(text, command.fileIds !== undefined) }, moderatesAll),
    }),
    adminCommands: createAdminCommands(handle, {
      async makePasswordReset(name, by) {
        const reset = await makePasswordReset(name)
        logger.warn({ by, name }, 'reset link made')
        return reset
      },
    }),
    aroundDelivery: watch.around,
    delivered: watch.delivered,
    operated: operations.answered,
  }
}
