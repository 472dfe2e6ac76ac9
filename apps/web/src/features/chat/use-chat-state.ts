import type { ChatClient, ChatState } from '@hubbub/client'
import { useCallback, useSyncExternalStore } from 'react'
import { perFrame } from '../../ui/per-frame.js'

export function useChatState(client: ChatClient): ChatState {
  const subscribe = useCallback(
    (listener: () => void) => {
      const painting = perFrame(listener)
      const end = client.subscribe(painting.call)
      return () => {
        end()
        painting.cancel()
      }
    },
    [client],
  )
  return useSyncExternalStore(subscribe, () => client.getState())
}
