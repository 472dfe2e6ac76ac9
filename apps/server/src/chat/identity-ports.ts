// What signing in through an identity provider needs from the world. Implemented in identity/ and redis/.

import type { User } from '@hubbub/shared'

/** Who somebody is at a provider, for good: the subject means something only together with the issuer. */
export interface Subject {
  issuer: string
  subject: string
}

/** Somebody whom an identity provider vouches for. */
export interface Identity extends Subject {
  /** How the provider is called on the page. */
  provider: string
  /** What they are called there, the best first; asked for when that is needed. */
  names(): Promise<readonly string[]>
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
   * @returns null: they do not want to, or may not @throws Error when the provider vouches for nobody, or to somebody else
   */
  finish(answer: URLSearchParams, proof: SignInProof): Promise<Identity | null>
}

/** Whose account each identity has. Always true: an identity has one account, as long as there is that account. */
export interface Identities {
  find(subject: Subject): Promise<User | null>
  /** @returns whether nobody else makes an account for it right now; a claim that is never released ends after a minute */
  claim(subject: Subject): Promise<boolean>
  release(subject: Subject): Promise<void>
  link(subject: Subject, user: User): Promise<void>
}
