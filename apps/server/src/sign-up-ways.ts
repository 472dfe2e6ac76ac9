// Who may come in for the first time, as the setting says it. Leaf of config.ts.

import type { SignUpWay } from '@hubbub/shared'

export type { SignUpWay }

const WAYS: readonly (readonly [word: string, way: SignUpWay])[] = [
  ['accounts', 'register'],
  ['guests', 'guest'],
]

/** @param given the setting; undefined: everybody. What is no word of it lets nobody in, and is a fault. */
export function signUpWays(given: string | undefined, fault: (line: string) => void): SignUpWay[] {
  if (given === undefined) return WAYS.map(([, way]) => way)
  const words = given.split(',').map(word => word.trim())
  if (words.join() === 'off') return []
  if (words.some(word => !WAYS.some(([known]) => known === word)))
    fault(`SIGN_UP must be "accounts, guests", "accounts", "guests" or "off", not "${given}"`)
  return WAYS.filter(([known]) => words.includes(known)).map(([, way]) => way)
}
