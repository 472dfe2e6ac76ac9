import type { AccountApi } from '@hubbub/client'
import type { Account } from '@hubbub/shared'
import { NAME_MAX_LENGTH, PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from '@hubbub/shared'
import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import { Button } from '../../ui/button.js'
import { describeFailure } from '../../ui/failure-text.js'
import { Logo } from '../../ui/icons.js'
import { TextField } from '../../ui/text-field.js'
import { canHover } from '../../ui/use-media.js'
import { SignInTabs, type SignInWay } from './sign-in-tabs.js'
import './sign-in.css'

interface SignInProps {
  accounts: AccountApi
  notice: string | null
  onSignedIn: (account: Account) => void
}

const SUBMIT: Record<SignInWay, string> = {
  login: 'Sign in',
  register: 'Create account',
  guest: 'Continue as guest',
}

export function SignIn({ accounts, notice, onSignedIn }: SignInProps) {
  const [way, setWay] = useState<SignInWay>('login')
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const panelId = useId()
  const nameInput = useRef<HTMLInputElement>(null)

  useEffect(() => {
    if (canHover()) nameInput.current?.focus()
  }, [])

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (isBusy) return
    setBusy(true)
    setProblem(null)
    try {
      const who = name.trim()
      onSignedIn(way === 'guest' ? await accounts.guest(who) : await accounts[way](who, password))
    } catch (error) {
      setProblem(describeFailure(error))
      setBusy(false)
    }
  }

  function choose(next: SignInWay) {
    setWay(next)
    setProblem(null)
  }

  return (
    <main className="sign-in">
      <section className="sign-in-card">
        <header className="sign-in-header">
          <Logo size={44} />
          <h1>Hubbub</h1>
          <p>Rooms to talk in. Nothing you say gets lost.</p>
        </header>
        {notice !== null && (
          <p className="notice-calm" role="status">
            {notice}
          </p>
        )}
        <SignInTabs way={way} onChoose={choose} panelId={panelId} />
        <form
          id={panelId}
          role="tabpanel"
          aria-labelledby={`${panelId}-${way}`}
          className="sign-in-form"
          onSubmit={submit}
        >
          <TextField
            ref={nameInput}
            label="Name"
            name="username"
            autoComplete={way === 'guest' ? 'nickname' : 'username'}
            autoCapitalize="none"
            spellCheck={false}
            required
            maxLength={NAME_MAX_LENGTH}
            value={name}
            onChange={event => setName(event.target.value)}
          />
          {way !== 'guest' && (
            <TextField
              key={way}
              label="Password"
              type="password"
              name="password"
              autoComplete={way === 'register' ? 'new-password' : 'current-password'}
              required
              minLength={way === 'register' ? PASSWORD_MIN_LENGTH : undefined}
              maxLength={PASSWORD_MAX_LENGTH}
              {...(way === 'register' ? { hint: `At least ${PASSWORD_MIN_LENGTH} characters.` } : {})}
              value={password}
              onChange={event => setPassword(event.target.value)}
            />
          )}
          {way === 'guest' && (
            <p className="field-hint">
              No password, no account: your name is free again when you sign out or stay away.
            </p>
          )}
          <div className="sign-in-problem" role="alert">
            {problem !== null && <p className="notice">{problem}</p>}
          </div>
          <Button type="submit" tone="primary" isBusy={isBusy}>
            {SUBMIT[way]}
          </Button>
        </form>
      </section>
    </main>
  )
}
