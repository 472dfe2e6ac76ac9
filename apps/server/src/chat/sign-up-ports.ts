// What the rules of signing up need from the world. Implemented in redis/.

/** Invitations by their tokens, each for INVITATION_TTL_SECONDS. */
export interface Invitations {
  add(token: string): Promise<void>
  isGood(token: string): Promise<boolean>
  /** @returns whether nobody else holds it; whoever is interrupted holds it for as long as the name of an unfinished account */
  claim(token: string): Promise<boolean>
  release(token: string): Promise<void>
  /** @returns whether it was good until now */
  spend(token: string): Promise<boolean>
}
