import type { ChatClient } from '@hubbub/client'
import { NAME_MAX_LENGTH, PASSWORD_RESET_PATH, type PasswordReset } from '@hubbub/shared'
import { type FormEvent, useState } from 'react'
import { Button } from '../../ui/button.js'
import { type Copied, CopyField } from '../../ui/copy-field.js'
import { describeFailure } from '../../ui/failure-text.js'
import { TextField } from '../../ui/text-field.js'

interface ResetPanelProps {
  client: ChatClient
  isConnected: boolean
}

/** For admins: by which somebody who has forgotten their password sets another one. */
export function ResetPanel({ client, isConnected }: ResetPanelProps) {
  const [name, setName] = useState('')
  const [made, setMade] = useState<(PasswordReset & { name: string }) | null>(null)
  const [copied, setCopied] = useState<Copied | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)

  async function make(event: FormEvent) {
    event.preventDefault()
    if (isBusy) return
    setBusy(true)
    setProblem(null)
    setMade(null)
    setCopied(null)
    try {
      const whose = name.trim()
      setMade({ ...(await client.operator.makePasswordReset(whose)), name: whose })
      setName('')
    } catch (error) {
      setProblem(describeFailure(error, ['not_found', 'not_registered']))
    }
    setBusy(false)
  }

  return (
    <section className="panel" aria-labelledby="reset-heading">
      <h2 id="reset-heading">Forgotten passwords</h2>
      <div role="alert">{problem !== null && <p className="notice">{problem}</p>}</div>
      {made !== null && (
        <>
          <CopyField
            label={`Reset link for ${made.name}`}
            text={location.origin + PASSWORD_RESET_PATH + made.token}
            what="reset link"
            copied={copied}
            onCopied={setCopied}
          />
          <p className="panel-note" role="status">
            Copy the link now: it is not shown again. Whoever has it comes into the account, once, until{' '}
            {new Date(made.endsAt).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' })}. A link
            that was made for it before is worthless now.
          </p>
        </>
      )}
      <form className="reset-start" onSubmit={make}>
        <TextField
          label="Name of the account"
          name="account-name"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          required
          maxLength={NAME_MAX_LENGTH}
          value={name}
          onChange={event => setName(event.target.value)}
        />
        <Button type="submit" isBusy={isBusy} disabled={!isConnected}>
          Make a reset link
        </Button>
      </form>
      {made === null && (
        <p className="panel-note">
          Make sure who asks you for it. Whoever opens the link sets a new password, within a day; all
          browsers of the account are signed out then.
        </p>
      )}
    </section>
  )
}
