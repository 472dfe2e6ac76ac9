// As much of `fetch` as signing in takes, from an address of one's choice, with the cookie it sets.

import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'

export interface HttpFetch {
  fetch: typeof globalThis.fetch
  /** The cookie that was set last; null: none so far. */
  cookie(): string | null
}

/** @param localAddress null: whichever the system takes */
export function createHttpFetch(localAddress: string | null): HttpFetch {
  let cookie: string | null = null

  const fetchOnce: typeof globalThis.fetch = (input, init = {}) =>
    new Promise((resolve, reject) => {
      const url = new URL(input instanceof Request ? input.url : input)
      const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
        method: init.method ?? 'GET',
        headers: Object.fromEntries(new Headers(init.headers)),
        agent: false,
        ...(init.signal ? { signal: init.signal } : {}),
        ...(localAddress === null ? {} : { localAddress }),
      })
      request.once('error', reject)
      request.once('response', response => {
        const set = response.headers['set-cookie']
        if (set) cookie = set.map(one => one.split(';')[0]).join('; ')
        const chunks: Buffer[] = []
        response.on('data', chunk => chunks.push(chunk))
        response.once('error', reject)
        response.once('end', () => {
          const { statusCode: status = 500 } = response
          const isEmpty = status === 204 || status === 304
          resolve(new Response(isEmpty ? null : Buffer.concat(chunks), { status }))
        })
      })
      request.end(init.body ?? undefined)
    })

  return { fetch: fetchOnce, cookie: () => cookie }
}
