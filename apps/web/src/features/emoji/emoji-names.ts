// The names of all emoji, as GitHub has them. A chunk of its own: it comes when somebody begins to write one.

import names from 'emojibase-data/en/shortcodes/github.json'

/** An emoji and one of its names, which others call a shortcode. */
export interface NamedEmoji {
  emoji: string
  name: string
}

const ALL: readonly NamedEmoji[] = Object.entries(names).flatMap(([hexcode, given]) =>
  [given].flat().map(name => ({ emoji: emojiOf(hexcode), name })),
)

/** Those of which a name begins so, or a word within it; a query that ends with `:` is the whole name. Each emoji once. */
export function suggestEmoji(query: string): NamedEmoji[] {
  const wanted = query.toLowerCase()
  const found = wanted.endsWith(':')
    ? ALL.filter(({ name }) => `${name}:` === wanted)
    : [...beginningSo(wanted), ...ALL.filter(({ name }) => name.includes(`_${wanted}`))]
  return found.filter(({ emoji }, at) => found.findIndex(it => it.emoji === emoji) === at)
}

/** The shortest first: whoever has written all of a name gets that one. */
function beginningSo(wanted: string): NamedEmoji[] {
  return ALL.filter(({ name }) => name.startsWith(wanted)).toSorted((a, b) => a.name.length - b.name.length)
}

/** Some characters are text unless U+FE0F follows. */
function emojiOf(hexcode: string): string {
  const text = String.fromCodePoint(...hexcode.split('-').map(hex => Number.parseInt(hex, 16)))
  return hexcode.includes('-') || /^\p{Emoji_Presentation}/u.test(text) ? text : `${text}\uFE0F`
}
