import { useEffect, useState } from 'react'

type EmojiNames = typeof import('./emoji-names.js')

/** The names of all emoji, from when they are wanted on. @returns null: they are on their way, or cannot be had */
export function useEmojiNames(isWanted: boolean): EmojiNames | null {
  const [names, setNames] = useState<EmojiNames | null>(null)
  // Chromium does not ask again for what failed once: without a connection it is not asked at all.
  const isMissing = isWanted && names === null && navigator.onLine
  useEffect(() => {
    if (!isMissing) return
    import('./emoji-names.js').then(
      setNames,
      // Nothing is offered; where the browser asks again, the next name that is begun does.
      () => undefined,
    )
  }, [isMissing])
  return names
}
