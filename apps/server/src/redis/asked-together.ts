// Asks the same of many keys. What is asked within one turn of the event loop goes together in one script, where all keys
// lie on one server: for Redis and for this worker a fraction of so many commands. In a cluster each key is asked for alone.

import { Cluster } from 'ioredis'
import { type Commands, reach } from './connections.js'
import { createScript } from './script.js'

/** In one script, so that Redis does not stand still for others while it answers all of them. */
const KEYS_AT_ONCE = 200

/** How many keys one script may read. */
export function keysAtOnce(redis: Commands): number {
  return redis instanceof Cluster ? 1 : KEYS_AT_ONCE
}

type ReadingCommand = readonly [string, ...string[]]

/** @returns the replies, unchecked, in the order of the keys @throws ChatError unavailable */
export type AskEach = (keys: readonly string[], question: ReadingCommand) => Promise<unknown[]>

export function createAskEach(redis: Commands): AskEach {
  const script = createScript(redis, 'ask-each.lua')
  const atOnce = keysAtOnce(redis)

  async function ask(keys: readonly string[], question: ReadingCommand): Promise<unknown[]> {
    const replies = await reach(script(keys, question))
    if (!Array.isArray(replies) || replies.length !== keys.length) throw new Error('not one reply per key')
    return replies
  }

  return async (keys, question) => {
    const parts = Array.from({ length: Math.ceil(keys.length / atOnce) }, (_, index) =>
      ask(keys.slice(index * atOnce, (index + 1) * atOnce), question),
    )
    return (await Promise.all(parts)).flat()
  }
}

/** @returns the reply, unchecked @throws ChatError unavailable */
export type AskedTogether = (key: string) => Promise<unknown>

interface Question {
  key: string
  resolve: (reply: unknown) => void
  reject: (reason: unknown) => void
}

/**
 * @param question a command that only reads, and what follows the key in it
 * @param mostKeys fewer where one key may hold much
 */
export function createAskedTogether(
  redis: Commands,
  question: ReadingCommand,
  mostKeys = KEYS_AT_ONCE,
): AskedTogether {
  const askEach = createAskEach(redis)
  const atOnce = Math.min(mostKeys, keysAtOnce(redis))
  let waiting: Question[] = []

  function askAll(): void {
    const all = waiting
    waiting = []
    for (let from = 0; from < all.length; from += atOnce) void ask(all.slice(from, from + atOnce))
  }

  async function ask(questions: readonly Question[]): Promise<void> {
    const keys = questions.map(({ key }) => key)
    try {
      const replies = await askEach(keys, question)
      for (const [index, { resolve }] of questions.entries()) resolve(replies[index])
    } catch (error) {
      for (const { reject } of questions) reject(error)
    }
  }

  return key =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(askAll)
      waiting.push({ key, resolve, reject })
    })
}
