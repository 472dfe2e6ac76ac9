// What a client says about reading.

import Type, { type Static } from 'typebox'
import { EpochSchema, RoomIdSchema, SeqSchema, strict } from './schema-fields.js'

/** `back`: also to an earlier place, as the user wants to read from there once more. */
export const MarkReadSchema = Type.Object(
  { roomId: RoomIdSchema, seq: SeqSchema, back: Type.Optional(Type.Boolean()) },
  strict,
)
export type MarkRead = Static<typeof MarkReadSchema>

/** Who has read the entry at that place. */
export const ListReadersSchema = Type.Object(
  { roomId: RoomIdSchema, epoch: EpochSchema, seq: SeqSchema },
  strict,
)
export type ListReaders = Static<typeof ListReadersSchema>

/** Whether others are told what a user has read, in all rooms. Without `on` it is only asked. */
export const ShareReadsSchema = Type.Object({ on: Type.Optional(Type.Boolean()) }, strict)
export type ShareReads = Static<typeof ShareReadsSchema>
