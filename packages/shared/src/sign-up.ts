// Who may come in for the first time.

export type SignUpWay = 'register' | 'guest'

/** What `/api/auth/ways` tells whoever is about to come in. */
export interface SignUpWays {
  /** Those that stand open to everybody. */
  ways: readonly SignUpWay[]
  /** What the identity provider is called that people may sign in through; null: there is none. */
  provider: string | null
}

export interface Invitation {
  /** Told once: whoever has it may make one account. */
  token: string
  /** Until then, in milliseconds since 1970. */
  endsAt: number
}
