import { IconButton } from '../../ui/button.js'
import { areOn, turnNoticesOff, turnNoticesOn, useNotices } from './notices.js'

const STATES = {
  off: 'off',
  here: 'on while the page is open',
  pushed: 'on',
  blocked: 'blocked by the browser',
}

export function NoticesSwitch() {
  const notices = useNotices()
  if (notices === 'none') return null
  const isOn = areOn(notices)
  return (
    <IconButton
      icon={isOn ? 'bell' : 'bellOff'}
      label={`Notifications on this device: ${STATES[notices]}`}
      onClick={() => (isOn ? turnNoticesOff() : void turnNoticesOn())}
    />
  )
}
