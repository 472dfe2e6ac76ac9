// Wraps every command: checks its form, limits its rate, runs it, answers exactly once, and turns errors into failures.

import { type Answer, ChatError, toFailure, type User, type UserId } from '@hubbub/shared'
import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Listener } from '../chat/rooms.js'
import { inTime } from '../in-time.js'
import type { Log } from '../log.js'
import type { ChatSocket } from '../sockets.js'
import type { RateLimit } from './rate-limit.js'
import { createRefusalTeller } from './tell-refusals.js'

/** Shorter than a client's ACK_TIMEOUT_MS, longer than any one call to Redis may take. */
const COMMAND_TIMEOUT_MS = 2_800

/** The connection that a command came over. */
export interface Caller {
  readonly socket: ChatSocket
  readonly user: User
  readonly listener: Listener
  /** Whether this user moderates every room that they are a member of. */
  readonly moderatesAll: boolean
}

/** Made once for each command; `args` are what came from the caller, the ack function last. */
export type Handler = (caller: Caller, args: readonly unknown[]) => void
export type Handle = <Schema extends TSchema, Value>(
  schema: Schema,
  limit: RateLimit,
  run: (request: Static<Schema>, caller: Caller) => Promise<Value>,
) => Handler

/**
 * @param mayAnswer asked before anything is said to a client; false once this worker may have been replaced
 * @param limitAll counts every command, the wrong ones too, which cost as much to look at
 */
export function createHandle(logger: Log, mayAnswer: () => boolean, limitAll: RateLimit): Handle {
  const tellRefusal = createRefusalTeller(logger, () => performance.now())
  return (schema, limit, run) => {
    const form = Compile(schema)
    return (caller, args) => {
      const ack = args.at(-1)
      // Our clients always pass an ack function; without one there is nobody to answer.
      if (typeof ack !== 'function') return
      const [request] = args
      const { userId } = caller.user
      answer(userId, async () => {
        await limitAll(userId)
        if (args.length !== 2 || !form.Check(request))
          throw new ChatError('bad_request', 'The request is not valid.')
        await limit(userId)
        return run(request, caller)
      })
        .then(result => void (mayAnswer() && ack(result)))
        .catch(error => logger.error({ err: error }, 'ack failed'))
    }
  }

  async function answer<Value>(userId: UserId, work: () => Promise<Value>): Promise<Answer<Value>> {
    try {
      return { ok: true, value: await inTime(work(), COMMAND_TIMEOUT_MS, tooLate) }
    } catch (error) {
      if (error instanceof ChatError) {
        if (error.cause !== undefined) logger.debug({ err: error.cause, code: error.code }, 'command failed')
        tellRefusal(error.cause)
        return toFailure(error)
      }
      logger.error({ err: error, userId }, 'command failed by a bug')
      return toFailure(new ChatError('internal', 'Something went wrong.'))
    }
  }
}

function tooLate(): ChatError {
  return new ChatError('unavailable', 'The chat is not available right now.', 1_000)
}
