import type { AccountApi } from '@hubbub/client'
import type { Account } from '@hubbub/shared'
import { NAME_MAX_LENGTH, PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from '@hubbub/shared'
import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import { Button } from '../../ui/button.js'
import { describeFailure } from '../../ui/failure-text.js'
import { Logo } from '../../ui/icons.js'
import { PasswordField } from '../../ui/password-field.js'
import { TextField } from '../../ui/text-field.js'
import { canHover } from '../../ui/use-media.js'
import { invitationIn } from '../invitations/invitation-route.js'
import { forgetInvitation, useOpenedInvitation } from '../invitations/opened-invitation.js'
import { useAddress } from '../rooms/room-route.js'
import { ProviderLink } from './provider-link.js'
import { SignInTabs, type SignInWay } from './sign-in-tabs.js'
import { Splash } from './splash.js'
import { useSignUpWays } from './use-sign-up-ways.js'
import './sign-in.css'

// Nobody who is signed in needs it, but to get in again.
export { ResetPassword } from '../passwords/reset-password.js'

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

const ALL: readonly SignInWay[] = ['login', 'register', 'guest']

export function SignIn({ accounts, notice, onSignedIn }: SignInProps) {
  const invitation = useOpenedInvitation()
  const isDamaged = invitationIn(useAddress()) === ''
  const open = useSignUpWays(accounts)
  // Whoever is invited has come to make an account.
  const [chosen, setWay] = useState<SignInWay | null>(null)
  const ways = ALL.filter(
    each => each === 'login' || open?.ways.includes(each) || (each === 'register' && invitation),
  )
  const preferred = chosen ?? (invitation ? 'register' : 'login')
  const way = ways.includes(preferred) ? preferred : 'login'
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const panelId = useId()
  // Whoever opens another invitation begins anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: that it is another one is what matters
  useEffect(() => {
    setWay(null)
    setProblem(null)
  }, [invitation])
  const nameInput = useRef<HTMLInputElement>(null)

  const isShown = open !== null
  useEffect(() => {
    if (isShown && canHover()) nameInput.current?.focus()
  }, [isShown])

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (isBusy) return
    // The browser does not measure what was typed into the field of another way.
    if (way === 'register' && password.length < PASSWORD_MIN_LENGTH)
      return setProblem(`A password has at least ${PASSWORD_MIN_LENGTH} characters.`)
    setBusy(true)
    setProblem(null)
    try {
      const who = name.trim()
      const account = await enter(way, who)
      // Spent, or of no use to who has come in otherwise.
      forgetInvitation()
      onSignedIn(account)
    } catch (error) {
      setProblem(describeFailure(error))
      setBusy(false)
    }
  }

  function enter(by: SignInWay, who: string): Promise<Account> {
    if (by === 'guest') return accounts.guest(who)
    if (by === 'login') return accounts.login(who, password)
    return accounts.register(who, password, invitation ?? undefined)
  }

  function choose(next: SignInWay) {
    setWay(next)
    setProblem(null)
  }

  if (open === null) return <Splash />
  return (
    <main className="sign-in">
      <section className="sign-in-card">
        <header className="sign-in-header">
          <Logo size={44} />
          <h1>Hubbub</h1>
          <p>Rooms to talk in. Nothing you say gets lost.</p>
        </header>
        {isDamaged && (
          <p className="notice">Something of this invitation link is missing. Ask for it once more.</p>
        )}
        {notice !== null && (
          <p className="notice-calm" role="status">
            {notice}
          </p>
        )}
        {invitation && way === 'register' && (
          <p className="notice-calm">You are invited: choose a name and a password.</p>
        )}
        {open.provider !== null && <ProviderLink provider={open.provider} />}
        {ways.length > 1 && <SignInTabs ways={ways} way={way} onChoose={choose} panelId={panelId} />}
        <div
          id={panelId}
          {...(ways.length > 1 && { role: 'tabpanel', 'aria-labelledby': `${panelId}-${way}` })}
        >
          <form className="sign-in-form" onSubmit={submit}>
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
              <PasswordField
                key={way}
                label="Password"
                name="password"
                autoComplete={way === 'register' ? 'new-password' : 'current-password'}
                required
                minLength={way === 'register' ? PASSWORD_MIN_LENGTH : undefined}
                maxLength={PASSWORD_MAX_LENGTH}
                hint={
                  way === 'register'
                    ? `At least ${PASSWORD_MIN_LENGTH} characters.`
                    : 'Forgot your password? Ask whoever runs this chat for a reset link.'
                }
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
        </div>
      </section>
    </main>
  )
}
