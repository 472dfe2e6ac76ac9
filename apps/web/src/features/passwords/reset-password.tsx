import type { AccountApi, ChatClient } from '@hubbub/client'
import type { Account } from '@hubbub/shared'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { Button } from '../../ui/button.js'
import { describeFailure } from '../../ui/failure-text.js'
import { Logo } from '../../ui/icons.js'
import { Name } from '../../ui/name.js'
import { canHover } from '../../ui/use-media.js'
import { createDrafts } from '../composer/drafts.js'
import { replaceRoom } from '../rooms/room-route.js'
import { NewPasswordField } from './new-password-field.js'
import '../sign-in/sign-in.css'

interface ResetPasswordProps {
  /** Empty: something of it is missing. */
  token: string
  accounts: AccountApi
  /** Who is signed in at the moment. */
  before: { account: Account; client: ChatClient } | null
  onSignedIn: (account: Account) => void
}

/** Somebody has opened a reset link. */
export function ResetPassword({ token, accounts, before, onSignedIn }: ResetPasswordProps) {
  const [newPassword, setNewPassword] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const input = useRef<HTMLInputElement>(null)

  useEffect(() => {
    if (canHover()) input.current?.focus()
  }, [])

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (isBusy) return
    setBusy(true)
    setProblem(null)
    try {
      const owner = await accounts.resetPassword(token, newPassword)
      if (before?.account.kind === 'guest') forgetGuest(before)
      // In this order: the page of whoever was signed in before must not come up once more.
      flushSync(() => onSignedIn(owner))
      replaceRoom(null)
    } catch (error) {
      setProblem(describeFailure(error, ['not_found']))
      setBusy(false)
    }
  }

  return (
    <main className="sign-in">
      <section className="sign-in-card">
        <header className="sign-in-header">
          <Logo size={44} />
          <h1>Set a new password</h1>
          <p>Every browser that is signed in to your account is signed out, and this one is signed in.</p>
        </header>
        {before !== null && (
          <p className="notice-calm">
            You are signed in here as <Name>{before.account.name}</Name>. With the new password this browser
            is signed in to the account that the link is for.
          </p>
        )}
        {token === '' ? (
          <p className="notice">Something of this reset link is missing. Ask for it once more.</p>
        ) : (
          <form className="reset-form" onSubmit={submit}>
            <NewPasswordField ref={input} value={newPassword} onEnter={setNewPassword} />
            <div role="alert">{problem !== null && <p className="notice">{problem}</p>}</div>
            <Button type="submit" tone="primary" isBusy={isBusy}>
              Set password and sign in
            </Button>
          </form>
        )}
        <Button onClick={() => replaceRoom(null)}>{before === null ? 'Sign in instead' : 'Back'}</Button>
      </section>
    </main>
  )
}

/** Nobody can come back as this guest; whoever is at this browser now must not find what was not sent. */
function forgetGuest({ account, client }: { account: Account; client: ChatClient }): void {
  createDrafts(localStorage, account.userId).clear()
  client.end()
}
