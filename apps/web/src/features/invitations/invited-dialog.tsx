import type { Account } from '@hubbub/shared'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { Name } from '../../ui/name.js'
import { forgetInvitation, useOpenedInvitation } from './opened-invitation.js'

interface InvitedDialogProps {
  account: Account
  isSigningOut: boolean
  onSignOut: () => void
}

/** Somebody who is signed in has opened an invitation: it is for making an account. Signed out, the page offers that. */
export function InvitedDialog({ account, isSigningOut, onSignOut }: InvitedDialogProps) {
  const isInvited = useOpenedInvitation() !== null
  return (
    <Dialog isOpen={isInvited && !isSigningOut} onClose={forgetInvitation} title="You are signed in">
      <div className="dialog-content">
        <p>
          This invitation is for somebody who makes an account. You are signed in as{' '}
          <Name>{account.name}</Name>.
        </p>
        <div className="dialog-actions">
          <Button onClick={forgetInvitation}>Stay</Button>
          <Button tone="primary" onClick={onSignOut}>
            Sign out…
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
