import type { ReactNode } from 'react'
import { Button } from '../../ui/button.js'
import { focusComposerAfter } from '../composer/focus-composer.js'

/** Above the messages, until it is put away. */
export function PageNotice({ children, onDismiss }: { children: ReactNode; onDismiss: () => void }) {
  return (
    <div className="page-notice" role="alert">
      <p>{children}</p>
      <Button
        onClick={press => {
          onDismiss()
          focusComposerAfter(press)
        }}
      >
        OK
      </Button>
    </div>
  )
}

/** What only loading the page anew helps against; drafts outlive that. */
export function ReloadNotice({ children }: { children: ReactNode }) {
  return (
    <div className="page-notice" role="alert">
      <p>{children}</p>
      <Button tone="primary" onClick={() => location.reload()}>
        Reload
      </Button>
    </div>
  )
}
