// Who may restrict whom, who else moderates, how slowly a room goes, and what comes of it. Whoever made a room moderates it,
// those whom its moderators appoint do so below them, and the operators that the settings name do so in all rooms they are in,
// above who made them: all of it is checked where it is written.

import type { AppointMember, RestrictMember, RoomId, SendReceipt, SetSlowMode, UserId } from '@hubbub/shared'
import type { MayOperate } from './operators.js'
import type { Accounts, Rooms } from './ports.js'
import type { Moderator, Moderators, Restrictions, SlowModes } from './restriction-ports.js'

export interface ModerationRules {
  /** @throws what `Restrictions.restrict` throws */
  restrict(by: Moderator, command: RestrictMember): Promise<SendReceipt>
  /** @throws what `Moderators.appoint` throws */
  appoint(by: Moderator, command: AppointMember): Promise<SendReceipt>
  /** @throws what `SlowModes.set` throws */
  setSlowMode(by: Moderator, command: SetSlowMode): Promise<SendReceipt>
  mayType(roomId: RoomId, userId: UserId): Promise<boolean>
}

export function createModerationRules(deps: {
  restrictions: Restrictions
  moderators: Moderators
  slowModes: SlowModes
  rooms: Pick<Rooms, 'settle'>
  accounts: Pick<Accounts, 'account'>
  moderatesAll: MayOperate
}): ModerationRules {
  const { restrictions, moderators, slowModes, rooms, accounts, moderatesAll } = deps
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

    async appoint({ user, moderatesAll }, { userId, ...command }) {
      const account = await accounts.account(userId)
      const target = { user: { userId, name: account?.name ?? '' }, isGone: account === null }
      return moderators.appoint({ ...command, by: { user, moderatesAll }, target })
    },

    setSlowMode: ({ user, moderatesAll }, command) =>
      slowModes.set({ ...command, by: { user, moderatesAll } }),

    mayType: async (roomId, userId) => !(await restrictions.isMuted(roomId, userId)),
  }
}
