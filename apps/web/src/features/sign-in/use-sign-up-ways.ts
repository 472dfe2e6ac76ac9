import { type AccountApi, CommandFailed } from '@hubbub/client'
import type { SignUpWays } from '@hubbub/shared'
import { useEffect, useState } from 'react'

const ALL: SignUpWays = { ways: ['register', 'guest'], provider: null }
const ASKED_AGAIN_MS = 5_000

/**
 * How somebody may come in; null until that is told. As long as nobody tells, in every way that needs nothing: the server has the
 * last word.
 */
export function useSignUpWays(accounts: AccountApi): SignUpWays | null {
  const [ways, setWays] = useState<SignUpWays | null>(null)
  useEffect(() => {
    let isOver = false
    let again: ReturnType<typeof setTimeout> | undefined
    function ask() {
      accounts.ways().then(
        told => setWays(told ?? ALL),
        error => {
          if (!(error instanceof CommandFailed)) throw error
          if (isOver) return
          setWays(ALL)
          again = setTimeout(ask, ASKED_AGAIN_MS)
        },
      )
    }
    ask()
    return () => {
      isOver = true
      clearTimeout(again)
    }
  }, [accounts])
  return ways
}
