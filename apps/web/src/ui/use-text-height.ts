import { type RefObject, useEffect, useLayoutEffect } from 'react'

/** Makes a text box as high as its text, also when it has become narrower or wider. */
export function useTextHeight(box: RefObject<HTMLTextAreaElement | null>, text: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    if (box.current !== null) fit(box.current)
  }, [box, text])

  useEffect(() => {
    const { current } = box
    if (current === null) return
    let width = current.clientWidth
    const observer = new ResizeObserver(() => {
      if (current.clientWidth === width) return
      width = current.clientWidth
      fit(current)
    })
    observer.observe(current)
    return () => observer.disconnect()
  }, [box])
}

function fit(box: HTMLTextAreaElement): void {
  box.style.height = 'auto'
  const { scrollHeight, offsetHeight, clientHeight } = box
  box.style.height = `${scrollHeight + offsetHeight - clientHeight}px`
}
