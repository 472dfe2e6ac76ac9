// What an operator may say beyond what everybody may. To others these are no events at all, as `socket/commands.ts`
// answers any event it does not know.

import type {
  ClusterStatus,
  Invitation,
  MakeInvitation,
  ReadCluster,
  SendMessage,
  TracedMessage,
  User,
  UserId,
  WorkerPlace,
} from '@hubbub/shared'
import {
  MakeInvitationSchema,
  ReadClusterSchema,
  TraceMessageSchema,
  WorkerPlaceSchema,
} from '@hubbub/shared/schemas'
import type { Operation } from '../chat/ports.js'
import type { Caller } from './commands.js'
import { type Handle, type Handler, validator } from './handle.js'
import { createRateLimit } from './rate-limit.js'

export interface OperatorRules {
  /** @throws ChatError unavailable */
  read(): Promise<ClusterStatus>
  /** Resolves when it has begun. @throws ChatError not_found, overloaded, unavailable */
  operate(act: Operation['act'], place: WorkerPlace, by: UserId): Promise<null>
  /** To make an account. @throws ChatError unavailable */
  invite(by: UserId): Promise<Invitation>
  /** @throws ChatError as sending does */
  trace(sender: User, command: SendMessage, moderatesAll?: boolean): Promise<TracedMessage>
}

export function createOperatorCommands(
  handle: Handle,
  rules: OperatorRules,
): ReadonlyMap<string, Handler<Caller>> {
  const is = {
    read: validator<ReadCluster>(ReadClusterSchema),
    invite: validator<MakeInvitation>(MakeInvitationSchema),
    place: validator<WorkerPlace>(WorkerPlaceSchema),
    trace: validator<SendMessage>(TraceMessageSchema),
  }
  const limits = {
    reads: createRateLimit(50, 10),
    acts: createRateLimit(20, 60),
    traces: createRateLimit(10, 10),
  }

  return new Map<string, Handler<Caller>>([
    ['cluster:read', handle(is.read, limits.reads, () => rules.read())],
    [
      'worker:kill',
      handle(is.place, limits.acts, (place, { user }: Caller) => rules.operate('kill', place, user.userId)),
    ],
    [
      'worker:reload',
      handle(is.place, limits.acts, (place, { user }: Caller) => rules.operate('reload', place, user.userId)),
    ],
    ['invitation:make', handle(is.invite, limits.acts, (_, { user }: Caller) => rules.invite(user.userId))],
    [
      'message:trace',
      handle(is.trace, limits.traces, (command, { user, moderatesAll }: Caller) =>
        rules.trace(user, command, moderatesAll),
      ),
    ],
  ])
}
