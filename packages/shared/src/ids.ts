// Identities both ends exchange. A brand marks a string or number that a schema or one of these parsers has checked.

declare const brand: unique symbol
type Branded<Base, Name extends string> = Base & { readonly [brand]: Name }

export type RoomId = Branded<string, 'RoomId'>
export type UserId = Branded<string, 'UserId'>
/** Idempotency key of one message; made by the client, the same on each retry. */
export type ClientMessageId = Branded<string, 'ClientMessageId'>
/** Id of one entry, unique among all rooms; the fingerprint a position carries. */
export type EntryId = Branded<string, 'EntryId'>
/** Id of one file; 128 random bits. */
export type FileId = Branded<string, 'FileId'>
/** Identity of one life of a room's log. */
export type Epoch = Branded<string, 'Epoch'>
/** Identity of one webhook of a room; also the sender of what it writes, and never that of a user. */
export type WebhookId = Branded<string, 'WebhookId'>
/** Place of an entry in its room's log: 1, 2, 3… without gaps within an epoch; 0 means before the first. */
export type Seq = Branded<number, 'Seq'>

export const ROOM_ID_PATTERN = '^[A-Za-z0-9_-]{1,32}$'
export const CLIENT_MESSAGE_ID_PATTERN = '^[A-Za-z0-9_-]{8,64}$'
export const ENTRY_ID_PATTERN = '^[A-Za-z0-9_-]{8,32}$'
export const FILE_ID_PATTERN = '^[0-9a-f]{32}$'
export const EPOCH_PATTERN = '^[A-Za-z0-9_-]{4,32}$'
export const USER_ID_PATTERN = '^[A-Za-z0-9_-]{1,32}$'
export const WEBHOOK_ID_PATTERN = '^[A-Za-z0-9_-]{1,32}$'
export const NODE_ID_PATTERN = '^[a-z0-9-]{1,32}$'
export const WORKER_ID_PATTERN = '^[0-9]{1,10}$'

/** The room every account is taken to first; the server makes it when it starts. */
export const LOBBY = 'lobby' as RoomId

/** @throws RangeError when `value` is not a whole number from 0 to 2^53 − 1 */
export function parseSeq(value: number): Seq {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`not a sequence number: ${value}`)
  return value as Seq
}

/** @throws TypeError when `value` has not the form of a room id */
export function parseRoomId(value: string): RoomId {
  if (!new RegExp(ROOM_ID_PATTERN).test(value)) throw new TypeError(`not a room id: ${value}`)
  return value as RoomId
}

/** @throws TypeError when `value` has not the form of an entry's id */
export function parseEntryId(value: string): EntryId {
  if (!new RegExp(ENTRY_ID_PATTERN).test(value)) throw new TypeError(`not an entry id: ${value}`)
  return value as EntryId
}

/** @throws TypeError when `value` is empty; user ids are made by the server and opaque to everybody else */
export function parseUserId(value: string): UserId {
  if (value === '') throw new TypeError('not a user id: ""')
  return value as UserId
}

/** @throws TypeError when `value` has not the form of a webhook's id */
export function parseWebhookId(value: string): WebhookId {
  if (!new RegExp(WEBHOOK_ID_PATTERN).test(value)) throw new TypeError(`not a webhook id: ${value}`)
  return value as WebhookId
}

/** @throws TypeError when `value` has not the form of an idempotency key */
export function parseClientMessageId(value: string): ClientMessageId {
  if (!new RegExp(CLIENT_MESSAGE_ID_PATTERN).test(value))
    throw new TypeError(`not a clientMessageId: ${value}`)
  return value as ClientMessageId
}

/** 192 random bits, as an invitation and a reset link have them. */
export const LINK_TOKEN_PATTERN = '^[A-Za-z0-9_-]{32}$'

/** A reset link is the origin, this, and the token. What follows `#` goes to no server and stands in no log. */
export const PASSWORD_RESET_PATH = '/#/new-password/'
