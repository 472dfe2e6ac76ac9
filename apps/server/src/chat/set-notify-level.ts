import { DEFAULT_NOTIFY_LEVEL, type NotifyLevel, type RoomId, type User } from '@hubbub/shared'
import type { NotifyLevels, Rooms } from './ports.js'
import { mustBeMember } from './rooms.js'

export type SetNotifyLevelRule = (user: User, roomId: RoomId, level: NotifyLevel) => Promise<void>

export function createSetNotifyLevel(deps: { rooms: Rooms; notifyLevels: NotifyLevels }): SetNotifyLevelRule {
  const { rooms, notifyLevels } = deps
  return async function setNotifyLevel({ userId }, roomId, level) {
    await mustBeMember(rooms, roomId, userId)
    await notifyLevels.set(userId, roomId, level)
    // Who has left meanwhile, elsewhere, may have done so before there was anything to forget.
    if (await rooms.isMember(roomId, userId)) return
    await notifyLevels.set(userId, roomId, DEFAULT_NOTIFY_LEVEL)
    await mustBeMember(rooms, roomId, userId)
  }
}
