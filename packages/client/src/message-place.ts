import type { MessagePlace } from '@hubbub/shared'

/** Whether a value that was stored by some version of the page names a message. */
export function isMessagePlace(value: unknown): value is MessagePlace {
  if (typeof value !== 'object' || value === null) return false
  const { seq, mid } = value as Record<string, unknown>
  return Number.isSafeInteger(seq) && typeof mid === 'string'
}
