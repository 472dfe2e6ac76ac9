import type { User } from '@hubbub/shared'
import './avatar.css'

const TONES = 12

/** Initials on a colour that is the same for a user everywhere. Decoration: the name always stands beside it. */
export function Avatar({ user, size = 'm' }: { user: User; size?: 's' | 'm' }) {
  return (
    <span className={`avatar avatar-${size} avatar-tone-${toneOf(user.userId)}`} aria-hidden="true">
      {initialsOf(user.name)}
    </span>
  )
}

export function toneOf(userId: string): number {
  let hash = 0
  for (let index = 0; index < userId.length; index++) hash = (hash * 31 + userId.charCodeAt(index)) >>> 0
  return hash % TONES
}

/** The first letters of the first two words, or the first two letters of a single one. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s._-]+/u).map(word => [...word.replace(/[^\p{L}\p{N}]/gu, '')])
  const [first, second] = words.filter(word => word.length > 0)
  if (first === undefined) return '?'
  return `${first[0]}${second?.[0] ?? first[1] ?? ''}`.toUpperCase()
}
