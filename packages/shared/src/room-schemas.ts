// What rooms are called. That a name is one is checked by chat/names.ts.

import Type, { type Static } from 'typebox'
import { ClientMessageIdSchema, NameSchema, RoomIdSchema, strict } from './schema-fields.js'

export const CreateRoomSchema = Type.Object(
  { name: NameSchema, private: Type.Optional(Type.Boolean()) },
  strict,
)
export type CreateRoom = Static<typeof CreateRoomSchema>

/** By a moderator of the room. */
export const RenameRoomSchema = Type.Object(
  { roomId: RoomIdSchema, clientMessageId: ClientMessageIdSchema, name: NameSchema },
  strict,
)
export type RenameRoom = Static<typeof RenameRoomSchema>
