import type { SetNotifyLevel } from './schemas.js'

/** Of which messages of a room a user wants to be told. */
export type NotifyLevel = SetNotifyLevel['level']

/** From much to nothing. */
export const NOTIFY_LEVELS: readonly NotifyLevel[] = ['all', 'mentions', 'none']
/** Of who has said nothing about a room. */
export const DEFAULT_NOTIFY_LEVEL: NotifyLevel = 'mentions'
