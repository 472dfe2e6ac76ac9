import type { AccountApi, ChatClient } from '@hubbub/client'
import type { Account } from '@hubbub/shared'
import { useState } from 'react'
import { Avatar } from '../../ui/avatar.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { describeFailure } from '../../ui/failure-text.js'
import { Name } from '../../ui/name.js'
import { ShareReads } from '../readers/share-reads.js'
import './account.css'

interface AccountDialogProps {
  isOpen: boolean
  onClose: () => void
  onChangePassword: () => void
  client: ChatClient
  account: Account
  accounts: AccountApi
}

export function AccountDialog({ isOpen, onClose, ...props }: AccountDialogProps) {
  const { onChangePassword, client, account, accounts } = props
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Account">
      <div className="dialog-content">
        <div className="account-me">
          <Avatar user={account} />
          <Name>{account.name}</Name>
        </div>
        <section className="account-row">
          <div>
            <h3>Password</h3>
            <p>Changing it signs you out everywhere else.</p>
          </div>
          <Button onClick={onChangePassword}>Change password</Button>
        </section>
        <OtherSessions accounts={accounts} />
        <section className="account-row">
          <ShareReads client={client} />
        </section>
      </div>
    </Dialog>
  )
}

type Ending = { state: 'not-asked' | 'under-way' | 'ended' } | { state: 'failed'; reason: string }

function OtherSessions({ accounts }: { accounts: AccountApi }) {
  const [ending, setEnding] = useState<Ending>({ state: 'not-asked' })

  async function end() {
    setEnding({ state: 'under-way' })
    try {
      await accounts.logoutOthers()
      setEnding({ state: 'ended' })
    } catch (error) {
      setEnding({ state: 'failed', reason: describeFailure(error) })
    }
  }

  return (
    <>
      <section className="account-row">
        <div>
          <h3>Other devices</h3>
          <p>Ends your sessions in all other browsers. You stay signed in here.</p>
        </div>
        <Button isBusy={ending.state === 'under-way'} onClick={end}>
          Sign out everywhere else
        </Button>
      </section>
      <div role="status">
        {ending.state === 'ended' && (
          <p className="notice-calm">Done: you are signed in here and nowhere else.</p>
        )}
      </div>
      <div role="alert">{ending.state === 'failed' && <p className="notice">{ending.reason}</p>}</div>
    </>
  )
}
