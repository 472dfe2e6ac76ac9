import { useCallback, useSyncExternalStore } from 'react'

/** The sidebar is a drawer below this width. theme.css and the features' style sheets use the same number. */
export const NARROW = '(max-width: 719px)'
/** The members stand over the page below this width. */
export const MEDIUM = '(max-width: 1023px)'

/** Whether there is a mouse. Elsewhere a focus that nobody asked for would raise a keyboard over the page. */
export function canHover(): boolean {
  return window.matchMedia('(hover: hover) and (pointer: fine)').matches
}

export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = window.matchMedia(query)
      list.addEventListener('change', listener)
      return () => list.removeEventListener('change', listener)
    },
    [query],
  )
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches)
}
