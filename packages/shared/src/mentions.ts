// Where a mention stands in a text: `@` and a name. Parts of regular expressions, for the flag `u`.

/** Nothing of a word: neither before the `@` nor after the name. */
export const NO_WORD_BEFORE = '(?<![\\p{L}\\p{N}\\p{M}_])'
/** `@Tom.` ends a sentence; `@Tom.Jones` and `@Tom-Marie` go on, and are somebody else. */
export const NO_WORD_AFTER = '(?![.\\-]?[\\p{L}\\p{N}\\p{M}_])'
