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
    /** sorted set of `<seq> <mid>` of the pinned messages by the seq of the pin, no TTL */
    pins: (roomId: RoomId) => ofRoom(roomId, 'pins'),
    /**
     * hash, no TTL: name, skeleton (of a name it has for itself), kind (none: public), topic (none: none), createdBy, createdAt, announceMembers,
     * slowSeconds (none: no slow mode), of a direct conversation members (JSON);
     * emptyAt while it has no member
     */
    room: (roomId: RoomId) => ofRoom(roomId, 'room'),
    /** set of ids of claims on names that the room may get now, RENAME_SECONDS after the last */
    nameClaims: (roomId: RoomId) => ofRoom(roomId, 'name-claims'),
    /** set of user ids, no TTL */
    members: (roomId: RoomId) => ofRoom(roomId, 'members'),
    /** hash user id -> `muted` or `banned`, a space, and as JSON who and by whom; no TTL */
    restricted: (roomId: RoomId) => ofRoom(roomId, 'restricted'),
    /** hash user id -> as JSON who moderates the room, of members only: who made it (with `maker`) and who was appointed; no TTL */
    moderators: (roomId: RoomId) => ofRoom(roomId, 'moderators'),
    /** sorted set of user ids by when each has last written (ms); as long as the room's slow mode keeps anybody waiting */
    slow: (roomId: RoomId) => ofRoom(roomId, 'slow'),
    /** hash webhook id -> hash of its secret, when it was made and last used (ms), its name and who made it (JSON); no TTL */
    webhooks: (roomId: RoomId) => ofRoom(roomId, 'webhooks'),
    /** hash file id -> user id of its owner, a space, and as JSON what it is; no TTL */
    files: (roomId: RoomId) => ofRoom(roomId, 'files'),
    /** sorted set of ids of files that no message carries yet, by when they were begun (ms, Redis's clock); no TTL */
    unsentFiles: (roomId: RoomId) => ofRoom(roomId, 'files-unsent'),
    /** sorted set of ids of files by the seq of the message that carries them; no TTL */
    sentFiles: (roomId: RoomId) => ofRoom(roomId, 'files-sent'),
    /** sorted set of ids of files that are yet to be removed from the disk, all of score 0; no TTL */
    doomedFiles: (roomId: RoomId) => ofRoom(roomId, 'files-doomed'),
    /** set of ids of users who want to be told of every message (some may be members no more), no TTL */
    toldOfAll: (roomId: RoomId) => ofRoom(roomId, 'told-of-all'),
    /** string, RECEIPT_TTL_SECONDS: what was answered to this clientMessageId */
    receipt: (roomId: RoomId, userId: UserId, key: ClientMessageId) =>
      ofRoom(roomId, `receipt:${userId}:${key}`),
    /** set of `<worker key> <user id> <name>`, PRESENT_TTL_SECONDS */
    present: (roomId: RoomId) => ofRoom(roomId, 'present'),
    /** sharded channel: batches of new entries */
    feed: (roomId: RoomId) => ofRoom(roomId, 'feed'),

    /** sorted set of ids of public rooms by time of creation, no TTL */
    directory: `${prefix}rooms`,
    /**
     * sorted set of `<room id> <skeleton of its name, if it has it for itself>`, and of `<room id>.<claim id> <skeleton>` for
     * names that came later, by when to look whether the room has to end, or does not bear the name (ms); no TTL
     */
    roomEnds: `${prefix}room-ends`,
    /** sorted set of ids of rooms that may have files by when to look whether some have to go (ms); no TTL */
    fileRooms: `${prefix}file-rooms`,
    /** string, for a moment after somebody has begun to look */
    fileSweep: `${prefix}file-sweep`,
    /** string `<room id>`, of a name that came later `<room id>.<claim id>`; no TTL once it is listed when to look at it */
    roomName: (skeleton: string) => `${prefix}room-name:${skeleton}`,
    /** set of room ids, no TTL */
    roomsOfUser: (userId: UserId) => `${prefix}user:${userId}:rooms`,
    /** the same of the user's direct conversations */
    directsOfUser: (userId: UserId) => `${prefix}user:${userId}:directs`,
    /** hash room id -> `<epoch> <seq>`, and `<room id> came` -> the same of where the log ended when the user came; no TTL */
    readsOfUser: (userId: UserId) => `${prefix}user:${userId}:reads`,
    /** hash room id -> `all` or `none`, no TTL */
    notifyOfUser: (userId: UserId) => `${prefix}user:${userId}:notify`,
    /** hash of a device's address -> when it was added (ms), a space, and as JSON how it is reached, for which session; 90 days */
    pushOfUser: (userId: UserId) => `${prefix}user:${userId}:push`,
    /** string, 90 days: whose device that is, by the hash of its address */
    pushAddress: (hash: string) => `${prefix}push-address:${hash}`,
    /** string, no TTL: the public and the private key for push services, a space between */
    pushKeys: `${prefix}push-keys`,

    /**
     * hash: name, kind, passwordHash, generation, sparedSession, hidesReads (none: no), resetHash (of the token by which its
     * password may be set anew, perhaps over; none: none); no TTL (a guest's: as long as the session)
     */
    account: (userId: UserId) => `${prefix}account:${userId}`,
    /** hash session id -> generation, when it began (ms) and user agent, with a space between; no TTL. Some may have ended. */
    sessionsOfUser: (userId: UserId) => `${prefix}user:${userId}:sessions`,
    /** sorted set of `<skeleton of the name>\n<user id>`, all of score 0, of accounts that are kept; no TTL */
    people: `${prefix}people`,
    /** sorted set of `<user id> <name>` of guests by the end of their account (ms); no TTL */
    guests: `${prefix}guests`,
    /** string user id; TTL as the account's */
    accountName: (skeleton: string) => `${prefix}account-name:${skeleton}`,

    /** string, INVITATION_TTL_SECONDS, by a hash of the token */
    invitation: (hash: string) => `${prefix}invitation:${hash}`,
    /** string, for a minute: somebody makes an account by it, or was interrupted */
    invitationClaim: (hash: string) => `${prefix}invitation-claim:${hash}`,

    /** string user id, PASSWORD_RESET_TTL_SECONDS, by a hash of the token; good as long as the account names it */
    passwordReset: (hash: string) => `${prefix}password-reset:${hash}`,

    /** string `<user id> <name>`, no TTL: whose account that identity of an identity provider has */
    identity: (hash: string) => `${prefix}identity:${hash}`,
    /** string, for a minute: an account is being made for it */
    identityClaim: (hash: string) => `${prefix}identity-claim:${hash}`,

    /** prefix of the sessions, TTL sessionMaxAgeMs */
    sessions: `${prefix}session:`,
    /** prefix of the counters of the throttles, TTL of their window */
    throttles: `${prefix}throttle`,
    /** string, an hour: how many KiB the user has sent in files since it was made */
    uploaded: (userId: UserId) => `${prefix}throttle:upload:${userId}`,
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
