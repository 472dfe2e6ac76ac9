import type { MessageFile } from '@hubbub/shared'
import { CommandFailed, fromFailure, noAnswer } from './command-failed.js'
import { isMessageFile } from './message-file.js'
import { parseFailure } from './parse-failure.js'

/** Too late, too early, too many. */
const MAY_PASS = [408, 425, 429]

/**
 * What the server says to a file that was sent to it (`uploadPath`). How the bytes go there is the embedder's: only a browser
 * that sends them by itself can tell how far they are.
 * @throws CommandFailed
 */
export function readUploadAnswer(status: number, body: string): MessageFile {
  const answer = parseJson(body)
  if (status >= 200 && status < 300 && isMessageFile(answer)) return answer
  const failure = parseFailure(answer)
  throw failure === null ? foreignRefusal(status) : fromFailure(failure)
}

/** A proxy answers for a server that cannot, or refuses by itself, and knows nothing of our codes. */
function foreignRefusal(status: number): CommandFailed {
  if (status === 413) return new CommandFailed('too_long', 'This is larger than the server takes.', false)
  const message = `The server answered with status ${status}.`
  const isFinal = status >= 400 && status < 500 && !MAY_PASS.includes(status)
  return isFinal ? new CommandFailed('bad_request', message, false) : noAnswer(message)
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}
