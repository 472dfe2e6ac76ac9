// Asks the pages that links lead to what they are about. Always true: a page is asked once in a while, however often it is
// linked to; no cookie goes there and nothing of who wrote the link; and there is an end to what is read and waited for.

import { TextDecoder } from 'node:util'
import pLimit from 'p-limit'
import { type Dispatcher, fetch } from 'undici'
import type { AskedSites } from '../asked-sites.js'
import type { LinkedPages, PageSummary } from '../chat/ports.js'
import { createGuardedAgent } from './guarded-agent.js'
import { createSummaryReader } from './page-summary.js'

const AT_ONCE = 10
const WHOLE_MS = 6_000
/** Of most pages the head is far shorter. */
const READ_MAX_BYTES = 512 * 1024
/** How long, and of how many pages, it is remembered what they said, or that they could not be had. */
const REMEMBERED_MS = 10 * 60_000
const REMEMBERED_MAX = 500
const USER_AGENT = 'Mozilla/5.0 (compatible; Hubbub link preview)'

interface Remembered {
  answer: Promise<PageSummary | null>
  /** When it is to be asked again. */
  until: number
}

/** @param now milliseconds on a clock that only goes forward */
export function createLinkedPages(
  sites: AskedSites,
  now: () => number,
): LinkedPages & { close(): Promise<void> } {
  const agent = createGuardedAgent(sites)
  const line = pLimit(AT_ONCE)
  const remembered = new Map<string, Remembered>()

  return {
    mayAsk(link) {
      if (!URL.canParse(link)) return false
      const { protocol, host, port, username, password } = new URL(link)
      if (!/^https?:$/.test(protocol) || username !== '' || password !== '') return false
      return sites.hosts.includes(host) || (sites.allPublic && port === '')
    },
    read(link) {
      const { href } = new URL(link)
      const before = remembered.get(href)
      if (before !== undefined && before.until > now()) return before.answer
      const answer = line(() => ask(href, agent))
      remembered.delete(href)
      remembered.set(href, { answer, until: now() + REMEMBERED_MS })
      const [oldest] = remembered.keys()
      if (oldest !== undefined && remembered.size > REMEMBERED_MAX) remembered.delete(oldest)
      return answer
    },
    close: () => agent.destroy(),
  }
}

/** @throws Error when it cannot be had in time, may not be asked, or answers with an error */
async function ask(href: string, dispatcher: Dispatcher): Promise<PageSummary | null> {
  const end = new AbortController()
  const late = setTimeout(() => end.abort(new Error(`no answer within ${WHOLE_MS} ms`)), WHOLE_MS)
  try {
    const answer = await fetch(href, {
      dispatcher,
      signal: end.signal,
      headers: { 'user-agent': USER_AGENT, accept: 'text/html, application/xhtml+xml' },
    })
    if (!answer.ok) throw new Error(`status ${answer.status}`)
    const type = answer.headers.get('content-type') ?? ''
    if (!/^\s*(?:text\/html|application\/xhtml\+xml)\b/i.test(type) || answer.body === null) return null
    const summary = await summaryOf(answer.body, type)
    const { hostname } = new URL(answer.url)
    return summary && { site: hostname.replace(/^www\./, ''), ...summary }
  } finally {
    clearTimeout(late)
    // What of the page is not of use is not waited for.
    end.abort()
  }
}

async function summaryOf(body: AsyncIterable<Uint8Array>, type: string) {
  const reader = createSummaryReader()
  let decoder: TextDecoder | null = null
  let length = 0
  for await (const chunk of body) {
    decoder ??= decoderFor(charsetIn(type) ?? charsetIn(Buffer.from(chunk).toString('latin1')))
    reader.read(decoder.decode(chunk, { stream: true }))
    length += chunk.length
    if (reader.isOver() || length > READ_MAX_BYTES) break
  }
  return reader.summary()
}

/** Of the header, or of the first part of the page (`<meta charset="…">`, or `http-equiv` with the like of the header). */
function charsetIn(text: string): string | undefined {
  return /charset\s*=\s*["']?\s*([\w:.-]+)/i.exec(text)?.[1]
}

function decoderFor(charset = 'utf-8'): TextDecoder {
  try {
    return new TextDecoder(charset)
  } catch {
    // An encoding that nobody knows: most of the page is ASCII all the same.
    return new TextDecoder()
  }
}
