import { Button } from '../../ui/button.js'
import { Logo } from '../../ui/icons.js'
import './sign-in.css'

/** What stands there until it is known who is signed in. */
export function Splash({ problem, onRetry }: { problem?: string; onRetry?: () => void }) {
  return (
    <main className="splash">
      <Logo size={56} />
      {problem === undefined ? (
        <p className="sr-only" role="status">
          Loading
        </p>
      ) : (
        <>
          <p role="alert">{problem}</p>
          <Button tone="primary" onClick={onRetry}>
            Try again
          </Button>
        </>
      )}
    </main>
  )
}
