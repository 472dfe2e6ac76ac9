import { useEffect, useState } from 'react'

/** @returns milliseconds until then, anew each second; 0 when it has come, or there is nothing to wait for */
export function useTimeLeft(until: number | null): number {
  const [, lookAgain] = useState(0)
  const leftMs = until === null ? 0 : Math.max(0, until - Date.now())

  // After each look, so that one leads to the next.
  useEffect(() => {
    if (leftMs === 0) return
    // When the number of whole seconds changes, and not just before.
    const timer = setTimeout(() => lookAgain(looks => looks + 1), (leftMs % 1_000 || 1_000) + 5)
    return () => clearTimeout(timer)
  })

  return leftMs
}
