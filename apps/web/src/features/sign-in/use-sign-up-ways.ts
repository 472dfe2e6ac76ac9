import { type AccountApi, CommandFailed } from '@hubbub/client'
import type { SignUpWay } from '@hubbub/shared'
import { useEffect, useState } from 'react'

const ALL: readonly SignUpWay[] = ['register', 'guest']

/** How somebody may come in for the first time; null until that is told. When nobody tells, in every way: the server has the last word. */
export function useSignUpWays(accounts: AccountApi): readonly SignUpWay[] | null {
  const [ways, setWays] = useState<readonly SignUpWay[] | null>(null)
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
