// What a page says of itself in its head: Open Graph (ogp.me) first, then what HTML itself has for it.

import { beginningOf, PREVIEW_DESCRIPTION_MAX_LENGTH, PREVIEW_TITLE_MAX_LENGTH } from '@hubbub/shared'
import { Parser } from 'htmlparser2'

const TITLES = ['og:title', 'twitter:title', 'title'] as const
const DESCRIPTIONS = ['og:description', 'twitter:description', 'description'] as const
const WANTED: ReadonlySet<string> = new Set([...TITLES, ...DESCRIPTIONS])
/** With any other element the body has begun (HTML Standard, 4.2.1), whether it says so or not. */
const OF_HEAD: ReadonlySet<string> = new Set(
  'html head title meta link script style base noscript template'.split(' '),
)
/** No head has its elements so deep in one another; the parser is slow where they are. */
const DEPTH_MAX = 16
/** In UTF-16 code units: long before that is what can be seen of a text. */
const KEPT_MAX_LENGTH = 4 * PREVIEW_DESCRIPTION_MAX_LENGTH
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u

export interface SummaryReader {
  /** Takes the next part of the page. */
  read(html: string): void
  /** Whether the rest of the page can say no more. */
  isOver(): boolean
  /** @returns null: it has no title */
  summary(): { title: string; description: string } | null
}

export function createSummaryReader(): SummaryReader {
  /** The first of each. */
  const said = new Map<string, string>()
  let title: string | null = null
  let depth = 0
  let isOver = false

  const parser = new Parser({
    onopentag(name, { property, name: metaName, content }) {
      depth++
      if (!OF_HEAD.has(name) || depth > DEPTH_MAX) return end()
      if (name === 'title' && !said.has('title')) title = ''
      const key = (property ?? metaName ?? '').toLowerCase()
      if (name === 'meta' && key !== 'title' && content !== undefined) keep(key, content)
    },
    ontext(text) {
      if (title !== null && title.length < KEPT_MAX_LENGTH) title += text
    },
    onclosetag(name) {
      depth--
      if (name === 'head') return end()
      if (name !== 'title' || title === null) return
      keep('title', title)
      title = null
    },
  })

  return {
    read(html) {
      if (!isOver) parser.write(html)
    },
    isOver: () => isOver,
    summary() {
      const shown = firstOf(TITLES, PREVIEW_TITLE_MAX_LENGTH)
      return shown === ''
        ? null
        : { title: shown, description: firstOf(DESCRIPTIONS, PREVIEW_DESCRIPTION_MAX_LENGTH) }
    },
  }

  function end(): void {
    isOver = true
    parser.pause()
  }

  function keep(key: string, given: string): void {
    if (isOver || !WANTED.has(key) || said.has(key)) return
    const text = given.slice(0, KEPT_MAX_LENGTH).toWellFormed()
    const oneLine = text
      .replace(/\s+/g, ' ')
      .replace(/\p{Cc}+/gu, '')
      .trim()
    if (VISIBLE.test(oneLine)) said.set(key, oneLine)
  }

  /** A copy: a part of it would keep the whole page in memory. */
  function firstOf(keys: readonly string[], maxLength: number): string {
    const found = keys.map(key => said.get(key)).find(text => text !== undefined) ?? ''
    const shown = found.length > maxLength ? `${beginningOf(found, maxLength - 1)}…` : found
    return [...shown].join('')
  }
}
