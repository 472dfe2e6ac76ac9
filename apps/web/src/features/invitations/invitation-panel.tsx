import type { ChatClient } from '@hubbub/client'
import type { Invitation } from '@hubbub/shared'
import { useState } from 'react'
import { Button } from '../../ui/button.js'
import { type Copied, CopyField } from '../../ui/copy-field.js'
import { describeFailure } from '../../ui/failure-text.js'
import { invitationHref } from './invitation-route.js'

interface InvitationPanelProps {
  client: ChatClient
  isConnected: boolean
}

/** For operators: by which somebody makes an account where that is not open to everybody. */
export function InvitationPanel({ client, isConnected }: InvitationPanelProps) {
  const [made, setMade] = useState<Invitation | null>(null)
  const [copied, setCopied] = useState<Copied | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)

  async function make() {
    setBusy(true)
    setProblem(null)
    setCopied(null)
    try {
      setMade(await client.operator.makeInvitation())
    } catch (error) {
      setProblem(describeFailure(error))
    }
    setBusy(false)
  }

  return (
    <section className="panel" aria-labelledby="invitation-heading">
      <h2 id="invitation-heading">Invitations</h2>
      <div role="alert">{problem !== null && <p className="notice">{problem}</p>}</div>
      {made !== null && (
        <>
          <CopyField
            label="Link for one person"
            text={location.origin + invitationHref(made.token)}
            what="link"
            copied={copied}
            onCopied={setCopied}
          />
          <p className="panel-note" role="status">
            Copy the link now: it is not shown again. Keep it like a password, since whoever has it can come
            in. It is good until{' '}
            {new Date(made.endsAt).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' })}.
          </p>
        </>
      )}
      <Button isBusy={isBusy} disabled={!isConnected} onClick={() => void make()}>
        {made === null ? 'Create an invitation link' : 'Create another one'}
      </Button>
      {made === null && (
        <p className="panel-note">
          Whoever opens it makes an account, once and within a week, also where signing up is closed to
          others.
        </p>
      )}
    </section>
  )
}
