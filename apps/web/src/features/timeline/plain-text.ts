import { type Inline, parseText } from './parse-text.js'

/** A message on one line, without the marks that shape it. */
export function plainText(text: string): string {
  const parts = parseText(text).map(block =>
    block.kind === 'code' ? block.text : block.children.map(wordsOf).join(''),
  )
  return parts.join(' ').replace(/\s+/g, ' ').trim()
}

function wordsOf(inline: Inline): string {
  if ('children' in inline) return inline.children.map(wordsOf).join('')
  return inline.kind === 'mention' ? `@${inline.name}` : inline.text
}
