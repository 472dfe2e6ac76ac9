// Who may restrict whom, how slowly a room goes, and what comes of it. Whoever made a room moderates it, and the operators that
// the settings name do so in all rooms they are in, above who made them: both are checked where it is written.

import type { RestrictMember, RoomId, SendReceipt, SetSlowMode, UserId } from '@hubbub/shared'
import type { MayOperate } from './operators.js'
import type { Accounts, Rooms } from './ports.js'
import type { Moderator, Restrictions, SlowModes } from './restriction-ports.js'

export interface ModerationRules {
  /** @throws what `Restrictions.restrict` throws */
  restrict(by: Moderator, command: RestrictMember): Promise<SendReceipt>
  /** @throws what `SlowModes.set` throws */
  setSlowMode(by: Moderator, command: SetSlowMode): Promise<SendReceipt>
  mayType(roomId: RoomId, userId: UserId): Promise<boolean>
}

export function createModerationRules(deps: {
  restrictions: Restrictions
  slowModes: SlowModes
  rooms: Pick<Rooms, 'settle'>
  accounts: Pick<Accounts, 'account'>
  moderatesAll: MayOperate
}): ModerationRules {
  const { restrictions, slowModes, rooms, accounts, moderatesAll } = deps
  return {
    async restrict(by, { userId, ...command }) {
      const { roomId, restriction } = command
      const account = await accounts.account(userId)
      // An account may have ended while its restriction stands.
      const name = account?.name ?? (await restrictions.nameOf(roomId, userId)) ?? ''
      const isAbove = account !== null && moderatesAll(account)
      const target = { user: { userId, name }, moderatesAll: isAbove, isGone: account === null }
      const receipt = await restrictions.restrict({ ...command, by, target })
      if (restriction === 'banned') await rooms.settle(roomId, userId)
      return receipt
    },

    setSlowMode: ({ user, moderatesAll }, command) =>
      slowModes.set({ ...command, by: { user, moderatesAll } }),

    mayType: async (roomId, userId) => !(await restrictions.isMuted(roomId, userId)),
  }
}
