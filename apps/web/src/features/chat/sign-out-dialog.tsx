import type { RoomView } from '@hubbub/client'
import type { Account } from '@hubbub/shared'
import { useState } from 'react'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { describeFailure } from '../../ui/failure-text.js'
import { unsentText } from './unsent-text.js'

interface SignOutDialogProps {
  isOpen: boolean
  onClose: () => void
  account: Account
  rooms: readonly RoomView[]
  onSignOut: () => Promise<void>
}

export function SignOutDialog({ isOpen, onClose, ...rest }: SignOutDialogProps) {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Sign out?">
      <Content {...rest} onClose={onClose} />
    </Dialog>
  )
}

function Content({ onClose, account, rooms, onSignOut }: Omit<SignOutDialogProps, 'isOpen'>) {
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const unsent = unsentText(rooms, account.kind)

  async function signOut() {
    setBusy(true)
    setProblem(null)
    try {
      await onSignOut()
    } catch (error) {
      setProblem(describeFailure(error))
      setBusy(false)
    }
  }

  return (
    <div className="dialog-content">
      {account.kind === 'guest' ? (
        <p>You are a guest. Signing out ends this guest for good; the name is free again.</p>
      ) : (
        <p>What you have begun to write and not sent is forgotten at this browser.</p>
      )}
      {account.vouched && (
        <p>
          At <bdi>{account.vouched.by}</bdi> you stay signed in: whoever uses this browser next can come back
          as you.
        </p>
      )}
      {unsent !== null && <p className="notice">{unsent}</p>}
      <div role="alert">{problem !== null && <p className="notice">{problem}</p>}</div>
      <div className="dialog-actions">
        <Button onClick={onClose}>Stay</Button>
        <Button tone="primary" isBusy={isBusy} onClick={signOut}>
          Sign out
        </Button>
      </div>
    </div>
  )
}
