import type { SessionApi } from '@hubbub/client'
import type { OwnSession } from '@hubbub/shared'
import { useRef } from 'react'
import { Button } from '../../ui/button.js'
import { Moment } from '../timeline/moment.js'
import { useToday } from '../timeline/use-today.js'
import { deviceName } from './device-name.js'
import { useOwnSessions } from './use-own-sessions.js'

/** A session that is connected is known to have been used at most so long ago, in milliseconds. */
const IN_USE_MS = 15 * 60_000

export function OwnSessions({ api }: { api: SessionApi }) {
  const { sessions, ending, done, problem, read, end } = useOwnSessions(api)
  const heading = useRef<HTMLHeadingElement>(null)
  const today = useToday()
  const hasOthers = sessions === null || sessions.length > 1

  async function signOut(which: OwnSession | null) {
    // The button goes with what it ends.
    if (await end(which)) heading.current?.focus()
  }

  return (
    <section className="account-sessions">
      <h3 ref={heading} tabIndex={-1}>
        Where you are signed in
      </h3>
      <div role="status">{done !== null && <p className="notice-calm">{done}</p>}</div>
      <div role="alert">{problem !== null && <p className="notice">{problem}</p>}</div>
      {sessions !== null && (
        <ul aria-label="Where you are signed in">
          {sessions.map(session => (
            <li key={session.handle}>
              <div>
                <p className="account-device" title={session.userAgent}>
                  {deviceName(session.userAgent)}
                </p>
                <p>
                  <LastUse session={session} today={today} /> · since{' '}
                  <Moment at={session.startedAt} today={today} />
                </p>
              </div>
              {!session.isThis && (
                <Button
                  aria-label={`Sign out: ${deviceName(session.userAgent)}`}
                  isBusy={ending !== undefined}
                  onClick={() => signOut(session)}
                >
                  Sign out
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      <div className="dialog-actions">
        {sessions === null && problem !== null && <Button onClick={read}>Try again</Button>}
        {hasOthers && (
          <Button isBusy={ending !== undefined} onClick={() => signOut(null)}>
            Sign out everywhere else
          </Button>
        )}
      </div>
    </section>
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
