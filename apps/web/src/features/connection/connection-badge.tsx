import type { ConnectionStatus } from '@hubbub/client'
import { useId, useState } from 'react'
import { connectionText } from './connection-text.js'
import './connection-badge.css'

/** The state in a word; node and worker on hover, focus or touch. */
export function ConnectionBadge({ connection }: { connection: ConnectionStatus }) {
  const [isOpen, setOpen] = useState(false)
  const tipId = useId()
  const { tone, label, detail } = connectionText(connection)

  return (
    <div
      className="connection"
      data-connection={connection.state}
      onPointerEnter={() => setOpen(true)}
      onPointerLeave={() => setOpen(false)}
    >
      <button
        type="button"
        className={`connection-badge connection-${tone}`}
        aria-label={`Connection: ${label}`}
        aria-describedby={tipId}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onClick={() => setOpen(true)}
        onKeyDown={event => {
          if (event.key !== 'Escape' || !isOpen) return
          event.stopPropagation()
          setOpen(false)
        }}
      >
        <span className="connection-dot" aria-hidden="true" />
        <span className="connection-label">{label}</span>
      </button>
      <span id={tipId} role="tooltip" className="connection-tip" hidden={!isOpen}>
        {detail}
      </span>
      <span role="status" className="sr-only">
        {label}
      </span>
    </div>
  )
}
