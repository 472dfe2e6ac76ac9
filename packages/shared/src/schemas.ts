// What a client may say, checked at the server's edge. The types of the commands derive from here. Unknown fields are
// refused, so that a misspelt field is an error and not a silent default.

import Type, { type Static, type TSchema, type TUnsafe } from 'typebox'
import {
  CLIENT_MESSAGE_ID_PATTERN,
  type ClientMessageId,
  ENTRY_ID_PATTERN,
  type EntryId,
  EPOCH_PATTERN,
  type Epoch,
  NODE_ID_PATTERN,
  ROOM_ID_PATTERN,
  type RoomId,
  type Seq,
  WORKER_ID_PATTERN,
} from './ids.js'
import {
  EMOJI_MAX_LENGTH,
  NAME_MAX_LENGTH,
  PACKET_MAX_BYTES,
  PAGE_MAX_ENTRIES,
  PASSWORD_MAX_LENGTH,
  PASSWORD_MIN_LENGTH,
  QUERY_MAX_LENGTH,
} from './limits.js'

const branded = <T>(schema: TSchema): TUnsafe<T> => Type.Unsafe<T>(schema)
const strict = { additionalProperties: false } as const

const RoomIdSchema = branded<RoomId>(Type.String({ pattern: ROOM_ID_PATTERN }))
const ClientMessageIdSchema = branded<ClientMessageId>(Type.String({ pattern: CLIENT_MESSAGE_ID_PATTERN }))
const EpochSchema = branded<Epoch>(Type.String({ pattern: EPOCH_PATTERN }))
const EntryIdSchema = branded<EntryId>(Type.String({ pattern: ENTRY_ID_PATTERN }))
const SeqSchema = branded<Seq>(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }))

// Names are normalised and measured by chat/names.ts; these bounds only keep absurd input out of it.
const NameSchema = Type.String({ minLength: 1, maxLength: NAME_MAX_LENGTH * 4 })
const PasswordSchema = Type.String({ minLength: PASSWORD_MIN_LENGTH, maxLength: PASSWORD_MAX_LENGTH })

/** Where a reader stands in a room's log. `mid` is the id of the entry at `seq`, left out only at seq 0. */
const PositionSchema = Type.Object(
  { epoch: EpochSchema, seq: SeqSchema, mid: Type.Optional(EntryIdSchema) },
  strict,
)
export type Position = Static<typeof PositionSchema>

export const ListRoomsSchema = Type.Object({ after: Type.Optional(RoomIdSchema) }, strict)
export type ListRooms = Static<typeof ListRoomsSchema>

export const CreateRoomSchema = Type.Object({ name: NameSchema }, strict)
export type CreateRoom = Static<typeof CreateRoomSchema>

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

/** Looks through entries with a seq lower than `before`, the newest of them. */
export const SearchRoomSchema = Type.Object(
  {
    roomId: RoomIdSchema,
    epoch: EpochSchema,
    before: SeqSchema,
    query: Type.String({ minLength: 1, maxLength: QUERY_MAX_LENGTH }),
  },
  strict,
)
export type SearchRoom = Static<typeof SearchRoomSchema>

/** A message in the log: its place, and its id, by which another entry at that place is noticed. */
const MessagePlaceSchema = Type.Object({ seq: SeqSchema, mid: EntryIdSchema }, strict)
export type MessagePlace = Static<typeof MessagePlaceSchema>

export const SendMessageSchema = Type.Object(
  {
    roomId: RoomIdSchema,
    clientMessageId: ClientMessageIdSchema,
    // Measured in bytes by chat/send-message.ts, which answers `too_long`.
    text: Type.String({ minLength: 1, maxLength: PACKET_MAX_BYTES }),
    replyTo: Type.Optional(MessagePlaceSchema),
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

export const SetTypingSchema = Type.Object({ roomId: RoomIdSchema, typing: Type.Boolean() }, strict)
export type SetTyping = Static<typeof SetTypingSchema>

export const MarkReadSchema = Type.Object({ roomId: RoomIdSchema, seq: SeqSchema }, strict)
export type MarkRead = Static<typeof MarkReadSchema>

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

export const CredentialsSchema = Type.Object({ name: NameSchema, password: PasswordSchema }, strict)
export type Credentials = Static<typeof CredentialsSchema>

export const GuestSchema = Type.Object({ name: NameSchema }, strict)
export type Guest = Static<typeof GuestSchema>

/** What a client says of itself in the handshake (`auth` of Socket.IO). */
export const HandshakeSchema = Type.Object({ protocolVersion: Type.Integer({ minimum: 0 }) }, strict)
