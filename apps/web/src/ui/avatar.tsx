import type { User } from '@hubbub/shared'
import { initialsOf, toneOf } from './avatar-look.js'
import './avatar.css'

/** Initials on a colour that is the same for a user everywhere. Decoration: the name always stands beside it. */
export function Avatar({ user, size = 'm' }: { user: User; size?: 's' | 'm' }) {
  return (
    <span className={`avatar avatar-${size} avatar-tone-${toneOf(user.userId)}`} aria-hidden="true">
      {initialsOf(user.name)}
    </span>
  )
}
