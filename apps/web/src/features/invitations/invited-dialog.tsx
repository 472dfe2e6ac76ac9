import type { Account } from '@hubbub/shared'
import { useState } from 'react'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { describeFailure } from '../../ui/failure-text.js'
import { Name } from '../../ui/name.js'
import { forgetInvitation, useOpenedInvitation } from './opened-invitation.js'

interface InvitedDialogProps {
  account: Account
  onSignOut: () => Promise<void>
}

/** Somebody who is signed in has opened an invitation: it is for making an account. */
export function InvitedDialog({ account, onSignOut }: InvitedDialogProps) {
  const token = useOpenedInvitation()
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)

  async function signOut() {
    setBusy(true)
    setProblem(null)
    try {
      // The invitation is still there for whoever signs in next.
      await onSignOut()
    } catch (error) {
      setProblem(describeFailure(error))
      setBusy(false)
    }
  }

  return (
    <Dialog isOpen={token !== null} onClose={forgetInvitation} title="You are signed in">
      <div className="dialog-content">
        <p>
          This invitation is for somebody who makes an account. You are signed in as{' '}
          <Name>{account.name}</Name>
          {account.kind === 'guest' && ', a guest, whose time ends when you sign out'}.
        </p>
        <div role="alert">{problem !== null && <p className="notice">{problem}</p>}</div>
        <div className="dialog-actions">
          <Button onClick={forgetInvitation}>Stay</Button>
          <Button tone="primary" isBusy={isBusy} onClick={signOut}>
            Sign out and use it
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
