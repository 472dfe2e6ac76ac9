// What is asked of a server over HTTP, with the session cookie. Works on any `fetch`; in a browser the cookie is the browser's own,
// elsewhere the embedder carries it in `headers` or in its `fetch`.

import { type CommandFailed, fromFailure, noAnswer } from './command-failed.js'
import { parseFailure } from './parse-failure.js'

/** Longer than a password hash takes on a loaded worker. */
const ANSWER_TIMEOUT_MS = 15_000

export interface AccountApiOptions {
  /** Origin of the server, e.g. `https://chat.example.com`; in a browser, `location.origin`. */
  url: string
  fetch?: typeof globalThis.fetch
  /** Extra request headers; Node only. */
  headers?: Readonly<Record<string, string>>
}

export function createAccountHttp({ url, fetch = globalThis.fetch, headers }: AccountApiOptions) {
  async function request(path: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(new URL(path, url), {
        credentials: 'same-origin',
        signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
        ...init,
        headers: { ...headers, ...init.headers },
      })
    } catch (cause) {
      throw Object.assign(noAnswer('The server cannot be reached.'), { cause })
    }
  }

  return {
    /** @throws CommandFailed unavailable; what it answers is up to the caller */
    get: (path: string) => request(path, { method: 'GET' }),

    /**
     * Also what has no fields is sent as JSON: the server refuses what a form of another site could send.
     *
     * @throws CommandFailed with the server's code, or unavailable when there was no answer
     */
    async post(path: string, fields: object = {}): Promise<Response> {
      const response = await request(path, {
        method: 'POST',
        body: JSON.stringify(fields),
        headers: { 'content-type': 'application/json' },
      })
      if (!response.ok) throw await readFailure(response)
      return response
    },
  }
}

export async function readFailure(response: Response): Promise<CommandFailed> {
  const failure = parseFailure(await readJson(response))
  // A proxy answers for a server that cannot, and knows nothing of our codes.
  return failure === null
    ? noAnswer(`The server answered with status ${response.status}.`)
    : fromFailure(failure)
}

/** @returns null when the body is no JSON */
export async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json()
  } catch {
    return null
  }
}
