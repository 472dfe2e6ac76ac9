// Fields that several commands have. The types are branded: what has passed one of these has been checked.

import Type, { type TSchema, type TUnsafe } from 'typebox'
import {
  CLIENT_MESSAGE_ID_PATTERN,
  type ClientMessageId,
  ENTRY_ID_PATTERN,
  type EntryId,
  EPOCH_PATTERN,
  type Epoch,
  FILE_ID_PATTERN,
  type FileId,
  ROOM_ID_PATTERN,
  type RoomId,
  type Seq,
  USER_ID_PATTERN,
  type UserId,
} from './ids.js'
import { NAME_MAX_LENGTH } from './limits.js'

export const branded = <T>(schema: TSchema): TUnsafe<T> => Type.Unsafe<T>(schema)
export const strict = { additionalProperties: false } as const

export const RoomIdSchema = branded<RoomId>(Type.String({ pattern: ROOM_ID_PATTERN }))
export const UserIdSchema = branded<UserId>(Type.String({ pattern: USER_ID_PATTERN }))
export const ClientMessageIdSchema = branded<ClientMessageId>(
  Type.String({ pattern: CLIENT_MESSAGE_ID_PATTERN }),
)
export const EpochSchema = branded<Epoch>(Type.String({ pattern: EPOCH_PATTERN }))
export const FileIdSchema = branded<FileId>(Type.String({ pattern: FILE_ID_PATTERN }))
export const EntryIdSchema = branded<EntryId>(Type.String({ pattern: ENTRY_ID_PATTERN }))
export const SeqSchema = branded<Seq>(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }))

// Names are normalised and measured by chat/names.ts; these bounds only keep absurd input out of it.
export const NameSchema = Type.String({ minLength: 1, maxLength: NAME_MAX_LENGTH * 4 })
