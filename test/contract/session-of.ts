import type { Session, SignedIn } from '../../apps/server/src/chat/ports.js'

let sessions = 0

/** Another session of somebody who has signed in. */
export function sessionOf(signedIn: SignedIn): Session {
  sessions += 1
  return { ...signedIn, sessionId: `session-${sessions}` }
}
