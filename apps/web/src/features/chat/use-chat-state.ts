import type { ChatClient, ChatState } from '@hubbub/client'
import { useCallback, useSyncExternalStore } from 'react'

export function useChatState(client: ChatClient): ChatState {
  const subscribe = useCallback((listener: () => void) => client.subscribe(listener), [client])
  return useSyncExternalStore(subscribe, () => client.getState())
}
