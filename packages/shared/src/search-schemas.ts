// What a client says when it looks for messages.

import Type, { type Static } from 'typebox'
import { QUERY_MAX_LENGTH } from './limits.js'
import { EpochSchema, NameSchema, RoomIdSchema, SeqSchema, strict } from './schema-fields.js'

/** Milliseconds since 1970, within what a date of ECMAScript can be. */
const TimeSchema = Type.Integer({ minimum: -8.64e15, maximum: 8.64e15 })
const PartSchema = Type.Union([Type.Literal('file'), Type.Literal('link')])

/** What is asked of a message besides its words; each of them narrows the search. */
const FILTERS = {
  /** The name of who wrote it, or words of that name that stand together. */
  from: Type.Optional(NameSchema),
  /** Whether only the reader's own are looked for. */
  fromMe: Type.Optional(Type.Boolean()),
  /** Not written earlier. */
  since: Type.Optional(TimeSchema),
  /** Written earlier. */
  until: Type.Optional(TimeSchema),
  /** What it carries: all of these. */
  has: Type.Optional(Type.Array(PartSchema, { uniqueItems: true })),
}

/** Looks through entries with a seq lower than `before`, the newest of them. `query` is empty only beside a filter. */
export const SearchRoomSchema = Type.Object(
  {
    roomId: RoomIdSchema,
    epoch: EpochSchema,
    before: SeqSchema,
    query: Type.String({ maxLength: QUERY_MAX_LENGTH }),
    ...FILTERS,
  },
  strict,
)
export type SearchRoom = Static<typeof SearchRoomSchema>
export type SearchFilters = Pick<SearchRoom, keyof typeof FILTERS>
