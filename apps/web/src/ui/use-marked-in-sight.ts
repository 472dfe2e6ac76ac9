import { type RefObject, useEffect, useRef } from 'react'

/** @param marked the key of the option that Enter takes @returns for the list: scrolled so that it shows that option */
export function useMarkedInSight(marked: string | undefined): RefObject<HTMLDivElement | null> {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (marked !== undefined)
      list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' })
  }, [marked])
  return list
}
