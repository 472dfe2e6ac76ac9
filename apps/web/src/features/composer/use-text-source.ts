import { useMemo } from 'react'
import type { OptionSource } from '../../ui/use-option-list.js'
import { EMOJI_LABEL, useEmojiSource } from '../emoji/use-emoji-source.js'
import { useMentionSource } from '../mentions/mention-source.js'

/** What is completed in every text: mentions, and names of emoji. */
export function useTextSource(text: string): OptionSource {
  const mentions = useMentionSource(text)
  const emoji = useEmojiSource(text)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another one whenever either is
  const basis = useMemo(() => ({}), [mentions.basis, emoji.basis])
  const sourceOf = (label: string) => (label === EMOJI_LABEL ? emoji : mentions)
  return {
    begun: (text, caret) => mentions.begun(text, caret) ?? emoji.begun(text, caret),
    suggest: begun => sourceOf(begun.label).suggest(begun),
    count: (begun, count) => sourceOf(begun.label).count(begun, count),
    basis,
  }
}
