import type { AccountApi, ChatClient } from '@hubbub/client'
import type { Account } from '@hubbub/shared'
import { useCallback, useEffect, useState } from 'react'
import { describeFailure } from '../../ui/failure-text.js'

/** What a session needs of the world. */
export interface SessionParts {
  accounts: AccountApi
  createClient: (account: Account) => ChatClient
  /** What to tell whoever is not signed in when the page opens. */
  notice: string | null
}

export type Session =
  | { state: 'checking' }
  | { state: 'unreachable'; reason: string }
  | { state: 'signed-out'; notice: string | null }
  | { state: 'signed-in'; account: Account; client: ChatClient }

export interface SessionControl {
  session: Session
  check: () => void
  signedIn: (account: Account) => void
  signedOut: (notice: string | null) => void
}

/** A session may live for an hour only (SESSION_MAX_AGE_HOURS). */
const RENEW_EVERY_MS = 20 * 60_000

type Known = Exclude<Session, { state: 'signed-in' }> | { state: 'signed-in'; account: Account }

/** Who is signed in, with a running client for as long as somebody is. */
export function useSession({ accounts, createClient, notice }: SessionParts): SessionControl {
  const [known, setKnown] = useState<Known>({ state: 'checking' })
  const [client, setClient] = useState<ChatClient | null>(null)
  const [checks, setChecks] = useState(0)
  const account = known.state === 'signed-in' ? known.account : null

  // biome-ignore lint/correctness/useExhaustiveDependencies: `checks` asks for another round
  useEffect(() => {
    let isCurrent = true
    accounts.me().then(
      me => {
        if (isCurrent) setKnown(me ? { state: 'signed-in', account: me } : { state: 'signed-out', notice })
      },
      error => {
        if (isCurrent) setKnown({ state: 'unreachable', reason: describeFailure(error) })
      },
    )
    return () => {
      isCurrent = false
    }
  }, [accounts, notice, checks])

  useEffect(() => {
    if (account === null) return
    const running = createClient(account)
    const tellOnline = () => running.setOnline(navigator.onLine)
    tellOnline()
    window.addEventListener('online', tellOnline)
    window.addEventListener('offline', tellOnline)
    running.start()
    setClient(running)
    return () => {
      window.removeEventListener('online', tellOnline)
      window.removeEventListener('offline', tellOnline)
      running.stop()
      setClient(null)
    }
  }, [account, createClient])

  const isSignedOut = known.state === 'signed-out'
  useEffect(() => {
    // Whoever has signed in in another tab is signed in here: to do it again would end that session.
    const look = () => accounts.me().then(me => me && setKnown({ state: 'signed-in', account: me }), noMatter)
    if (isSignedOut) return listen('visibilitychange', look)
    // The cookie lives on with each answer; a WebSocket, which may stand for weeks, gives none.
    const renewal = setInterval(() => accounts.me().catch(noMatter), RENEW_EVERY_MS)
    return () => clearInterval(renewal)
  }, [accounts, isSignedOut])

  const check = useCallback(() => {
    setKnown({ state: 'checking' })
    setChecks(count => count + 1)
  }, [])
  const signedIn = useCallback((me: Account) => setKnown({ state: 'signed-in', account: me }), [])
  const signedOut = useCallback((notice: string | null) => setKnown({ state: 'signed-out', notice }), [])

  return { session: withClient(known, client), check, signedIn, signedOut }
}

// What is asked in passing and not answered is asked again.
function noMatter() {}

function listen(event: string, listener: () => void): () => void {
  document.addEventListener(event, listener)
  return () => document.removeEventListener(event, listener)
}

function withClient(known: Known, client: ChatClient | null): Session {
  if (known.state !== 'signed-in') return known
  return client === null ? { state: 'checking' } : { ...known, client }
}
