// What a client says about the devices that it wants notifications pushed to (Push API, RFC 8030).

import Type, { type Static } from 'typebox'
import { strict } from './schema-fields.js'

/** Services give addresses of up to some hundred characters. */
const EndpointSchema = Type.String({ pattern: '^https?://', maxLength: 1_000 })

export const ReadPushKeySchema = Type.Object({}, strict)
export type ReadPushKey = Static<typeof ReadPushKeySchema>

/** As a browser's `PushSubscription` says it; both keys in base64url: a point on P-256, and 16 bytes (RFC 8291). */
export const SubscribePushSchema = Type.Object(
  {
    endpoint: EndpointSchema,
    p256dh: Type.String({ pattern: '^B[\\w-]{86}$' }),
    auth: Type.String({ pattern: '^[\\w-]{22}$' }),
  },
  strict,
)
export type SubscribePush = Static<typeof SubscribePushSchema>

export const UnsubscribePushSchema = Type.Object({ endpoint: EndpointSchema }, strict)
export type UnsubscribePush = Static<typeof UnsubscribePushSchema>
