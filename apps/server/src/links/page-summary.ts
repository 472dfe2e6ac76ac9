// What a page says of itself in its head: Open Graph (ogp.me) first, then what HTML itself has for it.

import { PREVIEW_DESCRIPTION_MAX_LENGTH, PREVIEW_TITLE_MAX_LENGTH } from '@hubbub/shared'
import { Parser } from 'htmlparser2'

const TITLES = ['og:title', 'twitter:title', 'title'] as const
const DESCRIPTIONS = ['og:description', 'twitter:description', 'description'] as const
const WANTED: ReadonlySet<string> = new Set([...TITLES, ...DESCRIPTIONS])
/** No reader sees them. */
const UNSEEN = /\p{Cc}+/gu

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
  let isOver = false

  const parser = new Parser({
    onopentag(name, { property, name: metaName, content }) {
      if (name === 'body') isOver = true
      if (name === 'title' && !said.has('title')) title = ''
      const key = (property ?? metaName ?? '').toLowerCase()
      if (name === 'meta' && key !== 'title' && content !== undefined) keep(key, content)
    },
    ontext(text) {
      if (title !== null && title.length < PREVIEW_TITLE_MAX_LENGTH * 2) title += text
    },
    onclosetag(name) {
      if (name === 'head') isOver = true
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

  function keep(key: string, given: string): void {
    if (isOver || !WANTED.has(key) || said.has(key)) return
    // Long before the limit is what can be seen of it.
    const text = given.slice(0, PREVIEW_DESCRIPTION_MAX_LENGTH * 4).toWellFormed()
    const oneLine = text.replace(/\s+/g, ' ').replace(UNSEEN, '').trim()
    if (oneLine !== '') said.set(key, oneLine)
  }

  function firstOf(keys: readonly string[], maxLength: number): string {
    const found = keys.map(key => said.get(key)).find(text => text !== undefined) ?? ''
    const characters = [...found]
    return characters.length <= maxLength ? found : `${characters.slice(0, maxLength - 1).join('')}…`
  }
}
