// What an operator may say beyond what everybody may. To others these are no events at all, as `socket/commands.ts`
// answers any event it does not know.

import type {
  ClusterStatus,
  ReadCluster,
  SendMessage,
  TracedMessage,
  User,
  UserId,
  WorkerPlace,
} from '@hubbub/shared'
import { ReadClusterSchema, TraceMessageSchema, WorkerPlaceSchema } from '@hubbub/shared/schemas'
import type { Operation } from '../chat/ports.js'
import type { ChatSocket } from '../sockets.js'
import { type Handle, validator } from './handle.js'
import { createRateLimit } from './rate-limit.js'

export interface OperatorRules {
  /** @throws ChatError unavailable */
  read(): Promise<ClusterStatus>
  /** Resolves when it has begun. @throws ChatError not_found, overloaded, unavailable */
  operate(act: Operation['act'], place: WorkerPlace, by: UserId): Promise<null>
  /** @throws ChatError as sending does */
  trace(sender: User, command: SendMessage): Promise<TracedMessage>
}

/** @returns what lets a socket of an operator command; call it before its other commands are registered */
export function createOperatorCommands(handle: Handle, rules: OperatorRules): (socket: ChatSocket) => void {
  const is = {
    read: validator<ReadCluster>(ReadClusterSchema),
    place: validator<WorkerPlace>(WorkerPlaceSchema),
    trace: validator<SendMessage>(TraceMessageSchema),
  }
  const limits = {
    reads: createRateLimit(50, 10),
    acts: createRateLimit(20, 60),
    traces: createRateLimit(10, 10),
  }

  return function register(socket) {
    const { user } = socket.data
    socket.on(
      'cluster:read',
      handle(socket, is.read, limits.reads, () => rules.read()),
    )
    socket.on(
      'worker:kill',
      handle(socket, is.place, limits.acts, place => rules.operate('kill', place, user.userId)),
    )
    socket.on(
      'worker:reload',
      handle(socket, is.place, limits.acts, place => rules.operate('reload', place, user.userId)),
    )
    socket.on(
      'message:trace',
      handle(socket, is.trace, limits.traces, command => rules.trace(user, command)),
    )
  }
}
