// Why nobody is signed in, as the server says it in the address to who comes back from the identity provider.

const NAME = 'sign-in'
const AGAIN = 'Try again in a minute.'
const TEXTS: ReadonlyMap<string, string> = new Map([
  ['cancelled', 'You are not signed in: it was cancelled, or you may not use this chat.'],
  ['elsewhere', 'You are not signed in yet: go on from here.'],
  ['expired', 'That took too long, or began in another tab or browser. Try again.'],
  ['rate_limited', `Too many people sign in from your address. ${AGAIN}`],
  ['unavailable', `You could not be signed in right now. ${AGAIN}`],
])
const FAILED = 'Signing in did not work. Try again; if it goes on so, tell whoever runs this chat.'

/** Takes it out of the address, so that nobody is told again. @returns null: nothing is said */
export function takeProviderOutcome(): string | null {
  const { searchParams, pathname, hash } = new URL(location.href)
  const outcome = searchParams.get(NAME)
  if (outcome === null) return null
  history.replaceState(null, '', pathname + hash)
  return TEXTS.get(outcome) ?? FAILED
}
