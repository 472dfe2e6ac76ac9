import type { ChatClient, SessionApi } from '@hubbub/client'
import type { Account } from '@hubbub/shared'
import { Avatar } from '../../ui/avatar.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { Name } from '../../ui/name.js'
import { ShareReads } from '../readers/share-reads.js'
import { OwnSessions } from './own-sessions.js'
import './account.css'

interface AccountDialogProps {
  isOpen: boolean
  onClose: () => void
  onChangePassword: () => void
  client: ChatClient
  account: Account
  sessions: SessionApi
}

export function AccountDialog({ isOpen, onClose, ...props }: AccountDialogProps) {
  const { onChangePassword, client, account, sessions } = props
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Account">
      <div className="dialog-content account">
        <div className="account-me">
          <Avatar user={account} />
          <Name>{account.name}</Name>
        </div>
        <section className="account-row">
          {account.vouched === undefined ? (
            <>
              <div>
                <h3>Password</h3>
                <p>Changing it signs you out everywhere else.</p>
              </div>
              <Button onClick={onChangePassword}>Change password</Button>
            </>
          ) : (
            <div>
              <h3>Password</h3>
              <p>
                You have none here: you sign in with <bdi>{account.vouched.by}</bdi>.
              </p>
            </div>
          )}
        </section>
        <OwnSessions api={sessions} />
        <section className="account-row">
          <ShareReads client={client} />
        </section>
      </div>
    </Dialog>
  )
}
