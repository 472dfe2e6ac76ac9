import { lazy, Suspense } from 'react'
import { ChatPage } from './features/chat/chat-page.js'
import { useResetRoute } from './features/passwords/reset-route.js'
import { Splash } from './features/sign-in/splash.js'
import { type SessionParts, useSession } from './features/sign-in/use-session.js'

// Whoever is signed in already, as most are, never sees them. After an upgrade, the page of before does not find them.
const comeIn = () => import('./features/sign-in/sign-in.js')
const missing = () => ({ default: LoadAnew })
const SignIn = lazy(() => comeIn().then(({ SignIn }) => ({ default: SignIn }), missing))
const ResetPassword = lazy(() => comeIn().then(it => ({ default: it.ResetPassword }), missing))

function LoadAnew() {
  return (
    <Splash problem="To sign in, this page has to be loaded once more." onRetry={() => location.reload()} />
  )
}

export function App(parts: SessionParts) {
  const { session, check, signedIn, signedOut } = useSession(parts)
  const resetToken = useResetRoute()

  if (resetToken !== null && (session.state === 'signed-out' || session.state === 'signed-in')) {
    return (
      <Suspense fallback={<Splash />}>
        <ResetPassword
          key={resetToken}
          token={resetToken}
          accounts={parts.accounts}
          before={session.state === 'signed-in' ? session : null}
          onSignedIn={signedIn}
        />
      </Suspense>
    )
  }
  switch (session.state) {
    case 'checking':
      return <Splash />
    case 'unreachable':
      return <Splash problem={session.reason} onRetry={check} />
    case 'signed-out':
      return (
        <Suspense fallback={<Splash />}>
          <SignIn accounts={parts.accounts} notice={session.notice} onSignedIn={signedIn} />
        </Suspense>
      )
    case 'signed-in':
      return (
        <ChatPage
          key={session.account.userId}
          account={session.account}
          client={session.client}
          accounts={parts.accounts}
          onSignedOut={signedOut}
        />
      )
  }
}
