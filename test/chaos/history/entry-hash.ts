import { createHash } from 'node:crypto'

/** What readers must agree on. */
export interface HashedEntry {
  kind: string
  sender: { userId: string }
  clientMessageId?: string
  text?: string
}

/** Of all that a reader sees of an entry besides its place; 72 bits are enough to tell any two of one run apart. */
export function hashOf({ kind, sender, clientMessageId = '', text = '' }: HashedEntry): string {
  return createHash('sha256')
    .update(`${kind}\0${sender.userId}\0${clientMessageId}\0${text}`)
    .digest('base64url')
    .slice(0, 12)
}

/** The text of a client's n-th message in a room, with padding so that messages differ in length. */
export function textOf(client: string, n: number, padding: string): string {
  return `${client} ${n} ${padding}`
}

/** @returns null for a text that none of our writers wrote */
export function parseText(text: string): { client: string; n: number } | null {
  const [, client, n] = /^(\S+) (\d+) /.exec(text) ?? []
  return client === undefined ? null : { client, n: Number(n) }
}
