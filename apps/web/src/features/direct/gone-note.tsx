import type { User } from '@hubbub/shared'
import { tameMarks } from '../../ui/tame-marks.js'

/** In place of where one writes. */
export function GoneNote({ partner }: { partner: User }) {
  return (
    <p className="notice-calm direct-gone" role="status">
      <bdi>{tameMarks(partner.name)}</bdi> was a guest and has gone. Nobody would read what you write here;
      what was said stays.
    </p>
  )
}
