import type { User } from '@hubbub/shared'
import { tameMarks } from '../../ui/tame-marks.js'
import './moderation.css'

/** In place of where one writes; what was begun there comes back with it. */
export function MutedNote({ by }: { by: User }) {
  return (
    <p className="notice-calm muted-note">
      You are muted in this room by <bdi>{tameMarks(by.name)}</bdi>.
    </p>
  )
}
