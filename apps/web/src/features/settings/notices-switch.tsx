import { IconButton } from '../../ui/button.js'
import { turnNoticesOff, turnNoticesOn, useNotices } from './notices.js'

const STATES = { off: 'off', on: 'on', blocked: 'blocked by the browser' }

export function NoticesSwitch() {
  const notices = useNotices()
  if (notices === 'none') return null
  const isOn = notices === 'on'
  return (
    <IconButton
      icon={isOn ? 'bell' : 'bellOff'}
      label={`Notifications on this computer: ${STATES[notices]}`}
      onClick={() => (isOn ? turnNoticesOff() : void turnNoticesOn())}
    />
  )
}
