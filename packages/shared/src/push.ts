// Notifications that are pushed to devices.

import type { RoomId, Seq } from './ids.js'

export interface PushKey {
  /** With which the server makes itself known to push services (RFC 8292): a point on P-256 in base64url; null: it pushes nothing. */
  key: string | null
}

/** What is pushed, as JSON. */
export interface PushNotice {
  roomId: RoomId
  seq: Seq
  /** null: a conversation of two. */
  room: string | null
  sender: string
  /** The beginning of what it says. */
  text: string
}
