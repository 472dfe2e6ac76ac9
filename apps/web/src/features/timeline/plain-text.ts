import { type Inline, parseText } from './parse-text.js'

/** A message on one line, without the marks that shape it. */
export function plainText(text: string): string {
  const parts = parseText(text).map(block =>
    block.kind === 'code' ? block.text : block.children.map(wordsOf).join(''),
  )
  return parts.join(' ').replace(/\s+/g, ' ').trim()
}

function wordsOf(inline: Inline): string {
  if ('children' in inline) {
    const words = inline.children.map(wordsOf).join('')
    if (inline.kind !== 'item') return words
    return inline.number === null ? `${words} ` : `${inline.number}. ${words} `
  }
  return inline.kind === 'mention' ? `@${inline.name}` : inline.text
}
