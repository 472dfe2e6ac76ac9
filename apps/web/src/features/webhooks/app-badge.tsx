import type { Sender } from '@hubbub/shared'
import { tameMarks } from '../../ui/tame-marks.js'
import './app-badge.css'

/** Beside the name of a program, so that no name makes it look like a person; and which webhook it is, if it goes by another one. */
export function AppBadge({ sender: { name, app } }: { sender: Sender }) {
  if (app === undefined) return null
  const webhook = tameMarks(app)
  return (
    <span
      className={`app-badge ${app === name ? '' : 'app-badge-named'}`}
      title={`Posted by the webhook ${webhook}`}
    >
      {app === name ? 'App' : 'App: '}
      {app !== name && <bdi>{webhook}</bdi>}
    </span>
  )
}
