// What moderators of a room say.

import Type, { type Static } from 'typebox'
import { SLOW_MODE_MAX_SECONDS, SLOW_MODE_MIN_SECONDS } from './limits.js'
import { ClientMessageIdSchema, RoomIdSchema, strict, UserIdSchema } from './schema-fields.js'

/** What a member may not do any more: write, or be a member at all; null: nothing is forbidden. */
const RestrictionSchema = Type.Union([Type.Literal('muted'), Type.Literal('banned'), Type.Null()])

/** By a moderator of the room, to somebody in it. */
export const RestrictMemberSchema = Type.Object(
  {
    roomId: RoomIdSchema,
    clientMessageId: ClientMessageIdSchema,
    userId: UserIdSchema,
    restriction: RestrictionSchema,
  },
  strict,
)
export type RestrictMember = Static<typeof RestrictMemberSchema>
export type Restriction = NonNullable<RestrictMember['restriction']>

/** By a moderator of the room: whether a member is one as well. */
export const AppointMemberSchema = Type.Object(
  {
    roomId: RoomIdSchema,
    clientMessageId: ClientMessageIdSchema,
    userId: UserIdSchema,
    moderator: Type.Boolean(),
  },
  strict,
)
export type AppointMember = Static<typeof AppointMemberSchema>

/** By a moderator of the room: how many seconds a person waits after each message; 0: not at all. */
export const SetSlowModeSchema = Type.Object(
  {
    roomId: RoomIdSchema,
    clientMessageId: ClientMessageIdSchema,
    seconds: Type.Union([
      Type.Literal(0),
      Type.Integer({ minimum: SLOW_MODE_MIN_SECONDS, maximum: SLOW_MODE_MAX_SECONDS }),
    ]),
  },
  strict,
)
export type SetSlowMode = Static<typeof SetSlowModeSchema>
