// Every key and channel, once. All keys of a room share the hash tag {r:<room>}, so that one script may touch them
// together on a Redis Cluster.

import type { ClientMessageId, RoomId, UserId } from '@hubbub/shared'

export type Keys = ReturnType<typeof createKeys>

export function createKeys(prefix: string) {
  const ofRoom = (roomId: RoomId, part: string) => `${prefix}{r:${roomId}}:${part}`
  return {
    /** stream, no TTL: the room's log, ids `<seq>-0`, fields `mid` and `entry` (JSON) */
    log: (roomId: RoomId) => ofRoom(roomId, 'log'),
    /** hash, no TTL: epoch, seq and mid of the newest entry */
    head: (roomId: RoomId) => ofRoom(roomId, 'head'),
    /** sorted set of the mids of deleted messages by the seq of the deletion, no TTL; cut with each deletion */
    deleted: (roomId: RoomId) => ofRoom(roomId, 'deleted'),
    /** hash, no TTL: name, createdBy, createdAt, announceMembers; emptyAt while it has no member */
    room: (roomId: RoomId) => ofRoom(roomId, 'room'),
    /** set of user ids, no TTL */
    members: (roomId: RoomId) => ofRoom(roomId, 'members'),
    /** string, RECEIPT_TTL_SECONDS: what was answered to this clientMessageId */
    receipt: (roomId: RoomId, userId: UserId, key: ClientMessageId) =>
      ofRoom(roomId, `receipt:${userId}:${key}`),
    /** set of `<worker key> <user id> <name>`, PRESENT_TTL_SECONDS */
    present: (roomId: RoomId) => ofRoom(roomId, 'present'),
    /** sharded channel: batches of new entries */
    feed: (roomId: RoomId) => ofRoom(roomId, 'feed'),

    /** sorted set of room ids by time of creation, no TTL */
    directory: `${prefix}rooms`,
    /** sorted set of `<room id> <skeleton of its name>` by when to look whether the room has to end (ms); no TTL */
    roomEnds: `${prefix}room-ends`,
    /** string room id, no TTL once the room is made */
    roomName: (skeleton: string) => `${prefix}room-name:${skeleton}`,
    /** set of room ids, no TTL */
    roomsOfUser: (userId: UserId) => `${prefix}user:${userId}:rooms`,
    /** hash room id -> `<epoch> <seq>`, no TTL */
    readsOfUser: (userId: UserId) => `${prefix}user:${userId}:reads`,

    /** hash: name, kind, passwordHash, generation, sparedSession; no TTL (a guest's: as long as the session) */
    account: (userId: UserId) => `${prefix}account:${userId}`,
    /** sorted set of `<user id> <name>` of guests by the end of their account (ms); no TTL */
    guests: `${prefix}guests`,
    /** string user id; TTL as the account's */
    accountName: (skeleton: string) => `${prefix}account-name:${skeleton}`,

    /** prefix of the sessions, TTL sessionMaxAgeMs */
    sessions: `${prefix}session:`,
    /** prefix of the counters of the throttles, TTL of their window */
    throttles: `${prefix}throttle`,
    /** sorted set of worker keys by the end of their lease (ms, Redis's clock) */
    leases: `${prefix}leases`,
    /** hash node id -> `<ms, Redis's clock> <status>`, 15 s after the last write */
    nodes: `${prefix}nodes`,
    /** channel prefix of the Socket.IO adapter */
    adapter: `${prefix}socket.io`,
    /** sharded channel on which one worker hears itself, and a string, of some seconds, that it could be written */
    echo: (workerKey: string) => `${prefix}echo:${workerKey}`,
  }
}
