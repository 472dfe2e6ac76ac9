import { IconButton } from '../../ui/button.js'
import './pins.css'

interface PinsButtonProps {
  count: number
  isOpen: boolean
  onOpen: () => void
}

export function PinsButton({ count, isOpen, onOpen }: PinsButtonProps) {
  return (
    <span className="pins-button">
      <IconButton
        icon="pin"
        label={count === 1 ? '1 pinned message' : `${count} pinned messages`}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onClick={onOpen}
      />
      <span aria-hidden="true">{count}</span>
    </span>
  )
}
