import type { SessionApi } from '@hubbub/client'
import type { OwnSession } from '@hubbub/shared'
import { useId, useRef } from 'react'
import { Button } from '../../ui/button.js'
import { Moment } from '../timeline/moment.js'
import { useToday } from '../timeline/use-today.js'
import { browserName } from './browser-name.js'
import { useOwnSessions } from './use-own-sessions.js'

/** A session that is connected is known to have been used at most so long ago, in milliseconds. */
const IN_USE_MS = 15 * 60_000

export function OwnSessions({ api }: { api: SessionApi }) {
  const { sessions, isReading, isEnding, done, problem, readAgain, end } = useOwnSessions(api)
  const heading = useRef<HTMLHeadingElement>(null)

  async function signOut(which: OwnSession) {
    // Its button goes with it.
    if (await end(which)) heading.current?.focus()
  }

  return (
    <section className="account-sessions">
      <h3 ref={heading} tabIndex={-1}>
        Where you are signed in
      </h3>
      <div role="status">
        {done !== null && <p className="notice-calm">{done}</p>}
        {sessions === null && isReading && <p>Looking for them…</p>}
      </div>
      <div role="alert">{problem !== null && <p className="notice">{problem}</p>}</div>
      {sessions !== null && (
        <ul aria-label="Where you are signed in">
          {sessions.map(session => (
            <SessionItem
              key={session.handle}
              session={session}
              isBusy={isEnding}
              onSignOut={() => signOut(session)}
            />
          ))}
        </ul>
      )}
      <div className="dialog-actions">
        {sessions === null && (
          <Button isBusy={isReading} onClick={readAgain}>
            Look again
          </Button>
        )}
        <Button isBusy={isEnding} onClick={() => end(null)}>
          Sign out everywhere else
        </Button>
      </div>
    </section>
  )
}

interface SessionItemProps {
  session: OwnSession
  isBusy: boolean
  onSignOut: () => void
}

function SessionItem({ session, isBusy, onSignOut }: SessionItemProps) {
  const { userAgent, startedAt, isThis } = session
  const name = browserName(userAgent)
  const whenId = useId()
  const today = useToday()
  return (
    <li>
      <div>
        <p className="account-browser" title={userAgent}>
          {name}
        </p>
        <p id={whenId}>
          <LastUse session={session} today={today} /> · since <Moment at={startedAt} today={today} />
        </p>
      </div>
      {!isThis && (
        <Button
          aria-label={`Sign out: ${name}`}
          aria-describedby={whenId}
          isBusy={isBusy}
          onClick={onSignOut}
        >
          Sign out
        </Button>
      )}
    </li>
  )
}

function LastUse({ session, today }: { session: OwnSession; today: number }) {
  if (session.isThis) return 'This browser'
  if (Date.now() - session.usedAt < IN_USE_MS) return 'Used within a quarter of an hour'
  return (
    <>
      Last used <Moment at={session.usedAt} today={today} />
    </>
  )
}
