// Why nobody is signed in, as the server says it in the address to who comes back from the identity provider.

const NAME = 'sign-in'
const AGAIN = 'Try again in a moment.'
const TEXTS: Readonly<Record<string, string>> = {
  cancelled: 'You are not signed in: that was cancelled.',
  expired: 'That took too long, or began in another browser. Try again.',
  rate_limited: `Too many people sign in from your address. ${AGAIN}`,
  unavailable: `You could not be signed in right now. ${AGAIN}`,
}
const FAILED = 'Signing in did not work. Try again; if it goes on so, tell whoever runs this chat.'

/** Takes it out of the address, so that nobody is told again. @returns null: nothing is said */
export function takeProviderOutcome(): string | null {
  const { searchParams, pathname, hash } = new URL(location.href)
  const outcome = searchParams.get(NAME)
  if (outcome === null) return null
  history.replaceState(null, '', pathname + hash)
  return TEXTS[outcome] ?? FAILED
}
