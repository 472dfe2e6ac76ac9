// What an operator may ask of the cluster; to everybody else the server answers as to any command that it does not know.

import type {
  ClientMessageId,
  ClusterStatus,
  Invitation,
  PasswordReset,
  RoomId,
  TracedMessage,
  WorkerPlace,
} from '@hubbub/shared'
import type { MustLink } from './must-link.js'

/** Every function throws CommandFailed. */
export interface OperatorCommands {
  readCluster(): Promise<ClusterStatus>
  /** Resolves when it has begun; without an answer it may have begun or not. */
  killWorker(place: WorkerPlace): Promise<void>
  /** As `killWorker`. */
  reloadWorker(place: WorkerPlace): Promise<void>
  /** By which somebody makes an account. */
  makeInvitation(): Promise<Invitation>
  /** By which the owner of the account of that name sets its password; for admins. */
  makePasswordReset(name: string): Promise<PasswordReset>
  /** Writes a message into a joined room, at once and once, past the outbox, and tells which way it took. */
  traceMessage(roomId: RoomId, text: string): Promise<TracedMessage>
}

export function createOperatorCommands(mustLink: MustLink, newKey: () => ClientMessageId): OperatorCommands {
  return {
    readCluster: async () => mustLink().command('cluster:read', {}),
    async killWorker({ node, worker }) {
      await mustLink().command('worker:kill', { node, worker })
    },
    async reloadWorker({ node, worker }) {
      await mustLink().command('worker:reload', { node, worker })
    },
    makeInvitation: async () => mustLink().command('invitation:make', {}),
    makePasswordReset: async name => mustLink().command('password-reset:make', { name }),
    traceMessage: async (roomId, text) =>
      mustLink().command('message:trace', { roomId, clientMessageId: newKey(), text }),
  }
}
