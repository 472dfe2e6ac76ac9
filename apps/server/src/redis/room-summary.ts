// What a room's hash says of it, as clients are told.

import type { RoomId, RoomKind, RoomSummary, User } from '@hubbub/shared'

/** What to read of the hash for a summary, in this order. */
export const SUMMARY_FIELDS = ['name', 'createdAt', 'kind', 'members', 'topic'] as const

/** @returns null when there is no such room */
export function toSummary(roomId: RoomId, fields: unknown, memberCount: unknown): RoomSummary | null {
  const [name, createdAt, kind, members, topic] = Array.isArray(fields) ? fields : []
  if (!name) return null
  return {
    roomId,
    name: String(name),
    kind: toKind(kind),
    topic: topic ? String(topic) : '',
    ...(members ? { members: parseMembers(String(members)) } : {}),
    memberCount: Number(memberCount),
    createdAt: Number(createdAt),
  }
}

/** A room that was made before there were kinds has none. */
function toKind(kind: unknown): RoomKind {
  return kind === 'private' || kind === 'direct' ? kind : 'public'
}

function parseMembers(json: string): User[] {
  const members: unknown = JSON.parse(json)
  if (!Array.isArray(members)) throw new Error('expected a list of members')
  return members as User[]
}
