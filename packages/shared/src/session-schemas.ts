// What a client says about the sessions of its own account.

import Type, { type Static } from 'typebox'
import { strict } from './schema-fields.js'

/** Names a session to its owner. It is none that anybody could sign in with. */
const SessionHandleSchema = Type.String({ pattern: '^[A-Za-z0-9_-]{22}$' })

/** Another session of the same account. */
export const EndSessionSchema = Type.Object({ handle: SessionHandleSchema }, strict)
export type EndSession = Static<typeof EndSessionSchema>
