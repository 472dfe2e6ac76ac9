import { type RefObject, useLayoutEffect } from 'react'

/** Makes a text box as high as its text. */
export function useTextHeight(box: RefObject<HTMLTextAreaElement | null>, text: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    if (box.current === null) return
    box.current.style.height = 'auto'
    const { scrollHeight, offsetHeight, clientHeight } = box.current
    box.current.style.height = `${scrollHeight + offsetHeight - clientHeight}px`
  }, [box, text])
}
