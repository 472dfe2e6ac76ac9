import type { ReactNode } from 'react'
import { timeLeftText } from './slow-text.js'
import { useTimeLeft } from './use-time-left.js'
import './slow-mode.css'

interface HeldBackProps {
  /** Milliseconds since 1970. */
  goesOutAt: number
  /** What can be done about it meanwhile. */
  children: ReactNode
}

/** Below a message that waits for the room's slow mode. */
export function HeldBack({ goesOutAt, children }: HeldBackProps) {
  const leftMs = useTimeLeft(goesOutAt)
  if (leftMs === 0) return null
  return (
    <div className="slow-held">
      <p>Slow mode: goes out in {timeLeftText(leftMs)}</p>
      {children}
    </div>
  )
}
