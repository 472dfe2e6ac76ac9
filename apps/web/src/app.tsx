import { ChatPage } from './features/chat/chat-page.js'
import { SignIn } from './features/sign-in/sign-in.js'
import { Splash } from './features/sign-in/splash.js'
import { type SessionParts, useSession } from './features/sign-in/use-session.js'

export function App(parts: SessionParts) {
  const { session, check, signedIn, signedOut } = useSession(parts)

  switch (session.state) {
    case 'checking':
      return <Splash />
    case 'unreachable':
      return <Splash problem={session.reason} onRetry={check} />
    case 'signed-out':
      return <SignIn accounts={parts.accounts} notice={session.notice} onSignedIn={signedIn} />
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
