import { type AccountApi, CommandFailed } from '@hubbub/client'
import type { SignUpWays } from '@hubbub/shared'
import { useEffect, useState } from 'react'

const ALL: SignUpWays = { ways: ['register', 'guest'], provider: null }

/** How somebody may come in; null until that is told. When nobody tells, in every way that needs nothing: the server has the last word. */
export function useSignUpWays(accounts: AccountApi): SignUpWays | null {
  const [ways, setWays] = useState<SignUpWays | null>(null)
  useEffect(() => {
    accounts.ways().then(
      told => setWays(told ?? ALL),
      error => {
        if (!(error instanceof CommandFailed)) throw error
        setWays(ALL)
      },
    )
  }, [accounts])
  return ways
}
