import { lazy, Suspense } from 'react'
import { ChatPage } from './features/chat/chat-page.js'
import { Splash } from './features/sign-in/splash.js'
import { type SessionParts, useSession } from './features/sign-in/use-session.js'

// Whoever is signed in already, as most are, never sees it. After an upgrade, the page of before does not find it.
const SignIn = lazy(() =>
  import('./features/sign-in/sign-in.js').then(
    ({ SignIn }) => ({ default: SignIn }),
    () => ({ default: LoadAnew }),
  ),
)

function LoadAnew() {
  return (
    <Splash problem="To sign in, this page has to be loaded once more." onRetry={() => location.reload()} />
  )
}

export function App(parts: SessionParts) {
  const { session, check, signedIn, signedOut } = useSession(parts)

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
