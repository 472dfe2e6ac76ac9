// What an operator may say beyond what everybody may. To others these are no events at all, as `socket/commands.ts`
// answers any event it does not know.

import type {
  ClusterStatus,
  Invitation,
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
import type { Handle, Handler } from './handle.js'
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

export function createOperatorCommands(handle: Handle, rules: OperatorRules): ReadonlyMap<string, Handler> {
  const limits = {
    reads: createRateLimit(50, 10),
    acts: createRateLimit(20, 60),
    traces: createRateLimit(10, 10),
  }

  return new Map([
    [
      'cluster:read',
      handle(ReadClusterSchema, limits.reads, async (_, { moderatesAll }) => ({
        ...(await rules.read()),
        isAdmin: moderatesAll,
      })),
    ],
    [
      'worker:kill',
      handle(WorkerPlaceSchema, limits.acts, (place, { user }) => rules.operate('kill', place, user.userId)),
    ],
    [
      'worker:reload',
      handle(WorkerPlaceSchema, limits.acts, (place, { user }) =>
        rules.operate('reload', place, user.userId),
      ),
    ],
    [
      'invitation:make',
      handle(MakeInvitationSchema, limits.acts, (_, { user }) => rules.invite(user.userId)),
    ],
    [
      'message:trace',
      handle(TraceMessageSchema, limits.traces, (command, { user, moderatesAll }) =>
        rules.trace(user, command, moderatesAll),
      ),
    ],
  ])
}
