import { useEffect, useRef } from 'react'

/** @returns whether it is still in the page: what a dialog has asked for is nobody's wish once it was closed */
export function useIsThere(): () => boolean {
  const isThere = useRef(true)
  useEffect(() => {
    isThere.current = true
    return () => {
      isThere.current = false
    }
  }, [])
  return () => isThere.current
}
