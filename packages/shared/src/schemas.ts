// What a client may say, checked at the server's edge. The types of the commands derive from here. Unknown fields are
// refused, so that a misspelt field is an error and not a silent default.

import Type, { type Static } from 'typebox'
import { NODE_ID_PATTERN, WORKER_ID_PATTERN } from './ids.js'
import {
  EMOJI_MAX_LENGTH,
  FILES_PER_MESSAGE,
  PACKET_MAX_BYTES,
  PAGE_MAX_ENTRIES,
  TOPIC_MAX_LENGTH,
} from './limits.js'
import {
  ClientMessageIdSchema,
  EntryIdSchema,
  EpochSchema,
  FileIdSchema,
  NameSchema,
  RoomIdSchema,
  SeqSchema,
  strict,
  UserIdSchema,
} from './schema-fields.js'

export * from './account-schemas.js'
export * from './moderation-schemas.js'
export * from './push-schemas.js'
export * from './reading-schemas.js'
export * from './room-schemas.js'
export * from './search-schemas.js'
export * from './session-schemas.js'
export * from './webhook-schemas.js'

/** Where a reader stands in a room's log. `mid` is the id of the entry at `seq`, left out only at seq 0. */
const PositionSchema = Type.Object(
  { epoch: EpochSchema, seq: SeqSchema, mid: Type.Optional(EntryIdSchema) },
  strict,
)
export type Position = Static<typeof PositionSchema>

export const ListRoomsSchema = Type.Object({ after: Type.Optional(RoomIdSchema) }, strict)
export type ListRooms = Static<typeof ListRoomsSchema>

/** With whom. */
export const OpenDirectSchema = Type.Object({ userId: UserIdSchema }, strict)
export type OpenDirect = Static<typeof OpenDirectSchema>

export const InviteSchema = Type.Object({ roomId: RoomIdSchema, userId: UserIdSchema }, strict)
export type Invite = Static<typeof InviteSchema>

/** The beginning of a name. */
export const FindPeopleSchema = Type.Object({ query: NameSchema }, strict)
export type FindPeople = Static<typeof FindPeopleSchema>

/** Who is a member, from the first after `after` on. */
export const ListMembersSchema = Type.Object(
  { roomId: RoomIdSchema, after: Type.Optional(UserIdSchema) },
  strict,
)
export type ListMembers = Static<typeof ListMembersSchema>

export const JoinRoomSchema = Type.Object(
  { roomId: RoomIdSchema, position: Type.Optional(PositionSchema) },
  strict,
)
export type JoinRoom = Static<typeof JoinRoomSchema>

export const LeaveRoomSchema = Type.Object({ roomId: RoomIdSchema }, strict)
export type LeaveRoom = Static<typeof LeaveRoomSchema>

const historyFields = {
  roomId: RoomIdSchema,
  epoch: EpochSchema,
  limit: Type.Integer({ minimum: 1, maximum: PAGE_MAX_ENTRIES }),
}
/** Entries with a seq lower than `before`, the newest of them; or higher than `after`, the oldest of them. */
export const ReadHistorySchema = Type.Union([
  Type.Object({ ...historyFields, before: SeqSchema }, strict),
  Type.Object({ ...historyFields, after: SeqSchema }, strict),
])
export type ReadHistory = Static<typeof ReadHistorySchema>

/** A message in the log: its place, and its id, by which another entry at that place is noticed. */
const MessagePlaceSchema = Type.Object({ seq: SeqSchema, mid: EntryIdSchema }, strict)
export type MessagePlace = Static<typeof MessagePlaceSchema>

export const SendMessageSchema = Type.Object(
  {
    roomId: RoomIdSchema,
    clientMessageId: ClientMessageIdSchema,
    // Measured in bytes by chat/send-message.ts, which answers `too_long`; empty only with files.
    text: Type.String({ maxLength: PACKET_MAX_BYTES }),
    replyTo: Type.Optional(MessagePlaceSchema),
    fileIds: Type.Optional(
      Type.Array(FileIdSchema, { minItems: 1, maxItems: FILES_PER_MESSAGE, uniqueItems: true }),
    ),
  },
  strict,
)
export type SendMessage = Static<typeof SendMessageSchema>

/** Another text for an own message, named by its place and its `mid`; null deletes it. */
export const ChangeMessageSchema = Type.Object(
  {
    roomId: RoomIdSchema,
    clientMessageId: ClientMessageIdSchema,
    seq: SeqSchema,
    mid: EntryIdSchema,
    text: Type.Union([Type.String({ minLength: 1, maxLength: PACKET_MAX_BYTES }), Type.Null()]),
  },
  strict,
)
export type ChangeMessage = Static<typeof ChangeMessageSchema>

/** An emoji given to a message, or taken back. Whether it is one is checked by chat/change-message.ts. */
export const ReactToMessageSchema = Type.Object(
  {
    roomId: RoomIdSchema,
    clientMessageId: ClientMessageIdSchema,
    seq: SeqSchema,
    mid: EntryIdSchema,
    emoji: Type.String({ minLength: 1, maxLength: EMOJI_MAX_LENGTH }),
    on: Type.Boolean(),
  },
  strict,
)
export type ReactToMessage = Static<typeof ReactToMessageSchema>

/** A message put among those that a room's members find at once, or taken away from there. */
export const PinMessageSchema = Type.Object(
  {
    roomId: RoomIdSchema,
    clientMessageId: ClientMessageIdSchema,
    seq: SeqSchema,
    mid: EntryIdSchema,
    on: Type.Boolean(),
  },
  strict,
)
export type PinMessage = Static<typeof PinMessageSchema>

/** Empty: none any more. That it is one line is checked by chat/room-topic.ts. */
export const SetTopicSchema = Type.Object(
  {
    roomId: RoomIdSchema,
    clientMessageId: ClientMessageIdSchema,
    topic: Type.String({ maxLength: TOPIC_MAX_LENGTH }),
  },
  strict,
)
export type SetTopic = Static<typeof SetTopicSchema>

export const SetTypingSchema = Type.Object({ roomId: RoomIdSchema, typing: Type.Boolean() }, strict)
export type SetTyping = Static<typeof SetTypingSchema>

/** Of which messages of a room a user wants to be told: all, those that mention them (or are to nobody else), or none. */
export const SetNotifyLevelSchema = Type.Object(
  {
    roomId: RoomIdSchema,
    level: Type.Union([Type.Literal('all'), Type.Literal('mentions'), Type.Literal('none')]),
  },
  strict,
)
export type SetNotifyLevel = Static<typeof SetNotifyLevelSchema>

/** A traced message is a message: the same form, the same bounds. */
export const TraceMessageSchema = SendMessageSchema
export type TraceMessage = Static<typeof TraceMessageSchema>

export const ReadClusterSchema = Type.Object({}, strict)
export type ReadCluster = Static<typeof ReadClusterSchema>

/** A worker, as `cluster:read` names it. */
export const WorkerPlaceSchema = Type.Object(
  { node: Type.String({ pattern: NODE_ID_PATTERN }), worker: Type.String({ pattern: WORKER_ID_PATTERN }) },
  strict,
)
export type WorkerPlace = Static<typeof WorkerPlaceSchema>

/** A room, in the address of a new file. */
export const RoomInPathSchema = Type.Object({ roomId: RoomIdSchema }, strict)
export type RoomInPath = Static<typeof RoomInPathSchema>

/** What chat/file-name.ts makes of the name is stored; this bound only keeps absurd input out of it. */
export const NewFileSchema = Type.Object({ name: Type.String({ minLength: 1, maxLength: 1_000 }) }, strict)
export type NewFile = Static<typeof NewFileSchema>

export const FileInPathSchema = Type.Object({ roomId: RoomIdSchema, fileId: FileIdSchema }, strict)
export type FileInPath = Static<typeof FileInPathSchema>

/** What a client says of itself in the handshake (`auth` of Socket.IO). */
export const HandshakeSchema = Type.Object({ protocolVersion: Type.Integer({ minimum: 0 }) }, strict)
