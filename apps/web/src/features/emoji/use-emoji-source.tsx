import { NO_WORD_BEFORE } from '@hubbub/shared'
import type { OptionSource } from '../../ui/use-option-list.js'
import { useEmojiNames } from './use-emoji-names.js'

export const EMOJI_LABEL = 'Emoji'

/** From two characters on, so that a colon and what people have always put behind it are left alone. */
// Two colons are of programs, as in Foo::bar.
const BEGUN = `${NO_WORD_BEFORE}(?<!:):(?<query>[a-z0-9_+-]{2,}:?)`
const AT_CARET = new RegExp(`${BEGUN}$`, 'iu')
const ANYWHERE = new RegExp(BEGUN, 'iu')

/** The emoji whose name is being written after a colon. */
export function useEmojiSource(text: string): OptionSource {
  const names = useEmojiNames(ANYWHERE.test(text))
  return {
    begun(text, caret) {
      const found = AT_CARET.exec(text.slice(0, caret))
      const query = found?.groups?.query
      return found && query !== undefined ? { label: EMOJI_LABEL, start: found.index, query } : null
    },
    suggest: ({ query }) =>
      (names?.suggestEmoji(query) ?? []).map(({ emoji, name }) => ({
        key: name,
        insert: `${emoji} `,
        shows: (
          <>
            <span className="option-emoji">{emoji}</span> :{name}:
          </>
        ),
      })),
    count: (_, count) => `${count} emoji`,
    basis: names,
  }
}
