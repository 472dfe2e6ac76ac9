import { Icon } from '../../ui/icons.js'

/** At a room of which one wants to be told nothing. */
export function QuietMark() {
  return (
    <span className="quiet-mark" title="Notifications are off">
      <Icon name="bellOff" size={15} />
      <span className="sr-only">notifications are off, </span>
    </span>
  )
}
