// Asks the pages that links lead to what they are about. Always true: a page is asked once in a while, however often it is
// linked to; no cookie goes there and nothing of who wrote the link; and there is an end to what is read and waited for.

import { TextDecoder } from 'node:util'
import pLimit from 'p-limit'
import { type Dispatcher, fetch, type Response } from 'undici'
import type { AskedSites } from '../asked-sites.js'
import type { LinkedPages, PageSummary } from '../chat/ports.js'
import { createGuardedAgent } from './guarded-agent.js'
import { createSummaryReader } from './page-summary.js'

const AT_ONCE = 10
const WHOLE_MS = 6_000
/** How often a site may send us on. */
const REDIRECTS_MAX = 5
/** Of most pages the head is far shorter. */
const READ_MAX_BYTES = 512 * 1024
/** In so much of a page its encoding is named (HTML Standard, 4.2.5.4). */
const ENCODING_WITHIN_BYTES = 1024
const CHARSET = /charset\s*=\s*(?:["']\s*)?([\w:.-]+)/i
/** How long, and of how many pages, it is remembered what they said, and that they could not be had. */
const REMEMBERED_MS = 10 * 60_000
const FAILURE_REMEMBERED_MS = 60_000
const REMEMBERED_MAX = 500
const HEADERS = {
  'user-agent': 'Mozilla/5.0 (compatible; Hubbub link preview)',
  accept: 'text/html, application/xhtml+xml',
}

interface Remembered {
  answer: Promise<PageSummary | null>
  /** When it is to be asked again. */
  until: number
}

/** @param ownOrigins where this chat itself is: a page of it says nothing of use @param now milliseconds on a clock that only goes forward */
export function createLinkedPages(
  sites: AskedSites,
  ownOrigins: readonly string[],
  now: () => number,
): LinkedPages & { close(): Promise<void> } {
  const agent = createGuardedAgent(sites)
  const line = pLimit(AT_ONCE)
  const remembered = new Map<string, Remembered>()

  return {
    mayAsk,
    read(link) {
      const url = new URL(link)
      // It goes to no server.
      url.hash = ''
      const before = remembered.get(url.href)
      if (before !== undefined && before.until > now()) return before.answer
      const answer = line(() => ask(url))
      remember(url.href, answer)
      return answer
    },
    close: () => agent.destroy(),
  }

  function mayAsk(link: string): boolean {
    if (!URL.canParse(link)) return false
    const { protocol, origin, host, port, username, password } = new URL(link)
    if (!/^https?:$/.test(protocol) || username !== '' || password !== '') return false
    return !ownOrigins.includes(origin) && (sites.hosts.includes(host) || (sites.allPublic && port === ''))
  }

  function remember(href: string, answer: Promise<PageSummary | null>): void {
    const one: Remembered = { answer, until: now() + REMEMBERED_MS }
    answer.catch(() => {
      one.until = now() + FAILURE_REMEMBERED_MS
    })
    remembered.delete(href)
    remembered.set(href, one)
    const [oldest] = remembered.keys()
    if (oldest !== undefined && remembered.size > REMEMBERED_MAX) remembered.delete(oldest)
  }

  /** @throws Error when it cannot be had in time, may not be asked, or answers with an error */
  async function ask(url: URL): Promise<PageSummary | null> {
    const end = new AbortController()
    const late = setTimeout(() => end.abort(new Error(`no answer within ${WHOLE_MS} ms`)), WHOLE_MS)
    try {
      const { answer, from } = await follow(url, end.signal)
      if (!answer.ok) throw new Error(`status ${answer.status}`)
      const type = answer.headers.get('content-type') ?? ''
      if (!/^\s*(?:text\/html|application\/xhtml\+xml)\b/i.test(type) || answer.body === null) return null
      const summary = await summaryOf(answer.body, type)
      return summary && { site: from.hostname.replace(/^www\./, ''), ...summary }
    } finally {
      clearTimeout(late)
      // What of the page is not of use is not waited for.
      end.abort()
    }
  }

  async function follow(url: URL, signal: AbortSignal): Promise<{ answer: Response; from: URL }> {
    const dispatcher: Dispatcher = agent
    let from = url
    for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
      const answer = await fetch(from, { dispatcher, signal, headers: HEADERS, redirect: 'manual' })
      const location = answer.headers.get('location')
      if (answer.status < 300 || answer.status >= 400 || location === null) return { answer, from }
      await answer.body?.cancel()
      if (!URL.canParse(location, from.href) || !mayAsk(new URL(location, from).href))
        throw new Error(`where ${from.hostname} leads may not be asked`)
      from = new URL(location, from)
    }
    throw new Error('too many redirections')
  }
}

async function summaryOf(body: AsyncIterable<Uint8Array>, type: string) {
  const reader = createSummaryReader()
  let decoder: TextDecoder | null = null
  let waiting: Uint8Array[] = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.length
    waiting.push(chunk)
    if (decoder === null && length < ENCODING_WITHIN_BYTES) continue
    read()
    if (reader.isOver() || length > READ_MAX_BYTES) break
  }
  read()
  return reader.summary()

  function read(): void {
    const bytes = Buffer.concat(waiting)
    waiting = []
    decoder ??= decoderFor(charsetIn(type) ?? charsetIn(bytes.toString('latin1', 0, ENCODING_WITHIN_BYTES)))
    reader.read(decoder.decode(bytes, { stream: true }))
  }
}

/** Of the header, or of the beginning of the page (`<meta charset="…">`, or `http-equiv` with the like of the header). */
function charsetIn(text: string): string | undefined {
  return CHARSET.exec(text.slice(0, ENCODING_WITHIN_BYTES))?.[1]
}

function decoderFor(charset = 'utf-8'): TextDecoder {
  try {
    return new TextDecoder(charset)
  } catch {
    // An encoding that nobody knows: most of the page is ASCII all the same.
    return new TextDecoder()
  }
}
