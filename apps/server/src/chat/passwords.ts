import { ChatError } from '@hubbub/shared'
import { hash, verify } from '@node-rs/argon2'
import pLimit from 'p-limit'

/** OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, 2 iterations, 1 lane. */
const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const
/** Hashes at once in one worker: bounds memory to 19 MiB each and leaves the thread pool to others. */
const AT_ONCE_MAX = 2
const WAITING_MAX = 100

export interface Passwords {
  /** @throws ChatError overloaded */
  hash(password: string): Promise<string>
  /** Takes as long for a missing hash as for a wrong password. @throws ChatError overloaded */
  matches(password: string, stored: string | null): Promise<boolean>
}

export async function createPasswords(): Promise<Passwords> {
  const someHash = await hash('the password of nobody', ARGON2ID)
  const turns = pLimit(AT_ONCE_MAX)

  return {
    hash: password => inTurn(() => hash(password, ARGON2ID)),
    matches: (password, stored) =>
      inTurn(async () => {
        const matches = await verify(stored ?? someHash, password)
        return stored !== null && matches
      }),
  }

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (turns.pendingCount >= WAITING_MAX)
      throw new ChatError('overloaded', 'Too many sign-ins at once.', 2_000)
    return turns(work)
  }
}
