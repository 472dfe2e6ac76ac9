import type { ChatClient } from '@hubbub/client'
import { useEffect } from 'react'

/** Whoever reads a message and closes the page at once has read it on their other devices, too. */
export function useTellRead(client: ChatClient): void {
  useEffect(() => {
    function look() {
      if (document.visibilityState === 'hidden') client.tellReadNow()
    }
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [client])
}
