// What signing in through an identity provider needs from the world. Implemented in identity/ and redis/.

import type { User } from '@hubbub/shared'

/** Somebody whom an identity provider vouches for. */
export interface Identity {
  /** How the provider is called on the page. */
  provider: string
  issuer: string
  /** Who it is there, for good; means something only together with the issuer. */
  subject: string
  /** What they are called there, the best first. */
  names: readonly string[]
}

/** What only the browser that began to sign in has. */
export interface SignInProof {
  state: string
  nonce: string
  verifier: string
}

export interface IdentityProvider {
  readonly name: string
  /** @returns where the browser goes @throws Error when the provider cannot be reached */
  begin(): Promise<{ url: string; proof: SignInProof }>
  /**
   * @param answer what the browser was sent back with
   * @returns null: whoever it is did not want to @throws Error when the provider vouches for nobody, or to somebody else
   */
  finish(answer: URLSearchParams, proof: SignInProof): Promise<Identity | null>
}

/** Whose account each identity has. Always true: an identity has one account, as long as there is that account. */
export interface Identities {
  find(identity: Identity): Promise<User | null>
  /** @returns whether nobody else makes an account for it; whoever is interrupted does for as long as the name of an unfinished account */
  claim(identity: Identity): Promise<boolean>
  release(identity: Identity): Promise<void>
  link(identity: Identity, user: User): Promise<void>
}
